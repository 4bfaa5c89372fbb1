package io.podseg.cli;

import io.podseg.desired.HostFacts;
import io.podseg.git.Asked;
import io.podseg.git.GitSource;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.reconcile.Applied;
import io.podseg.reconcile.Checker;
import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.FakeNetfilter;
import io.podseg.reconcile.FakeProber;
import io.podseg.reconcile.History;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PlanFiles;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.Prober;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.StateStore;
import io.podseg.store.ControllerFolder;
import io.podseg.store.FolderHistory;
import io.podseg.store.FolderStore;
import io.podseg.store.PlanFileStore;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Somebody at a terminal, in front of a host in memory with real files below a folder. */
final class Desk implements Edges {
    static final String QUICKSTART = "manifests/quickstart";

    final FakePodman podman = new FakePodman();
    final FakeNetfilter netfilter = new FakeNetfilter();
    final FakeProber prober = new FakeProber();
    final Path folder;
    Checker checker = (process, check, own, limit) -> Optional.empty();
    CommandRunner programs = (argv, stdin) -> new CommandRunner.Missing(argv.getFirst());
    Optional<String> unreachable = Optional.empty();
    Optional<RuntimeException> bug = Optional.empty();
    Optional<String> answer = Optional.empty();
    /** Where the data go instead. */
    Optional<OutputStream> disk = Optional.empty();

    boolean color;
    boolean unicode = true;
    int width = Integer.MAX_VALUE;
    int opened;

    /** What one command left. */
    record Run(int exit, String out, String err) {}

    Desk(Path folder) {
        this.folder = folder;
        podman.addImage("localhost/podseg-quickstart:1");
    }

    Path state() {
        return folder.resolve("state");
    }

    /** A manifest below the folder. */
    Path manifest(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Run run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Sink sink = new Sink(disk.orElse(out));
        Terminal terminal = new Terminal(
                new PrintStream(sink, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader(answer.orElse(""))),
                answer.isPresent(),
                color,
                unicode,
                () -> width,
                sink::lost);
        int exit = new Cli(this, terminal).execute(arguments);
        return new Run(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A command with this desk's state folder. */
    Run on(String command, String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of(command, "--state-dir", state().toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    /** A command on these manifests. */
    Run on(String command, List<String> manifests, String... more) {
        Path file = manifest("all.yaml", String.join("---\n", manifests));
        return on(
                command,
                Stream.concat(Stream.of("-f", file.toString()), Stream.of(more)).toArray(String[]::new));
    }

    @Override
    public ManifestSource.Reader reader() {
        return FolderSource::read;
    }

    @Override
    public ControllerMemory memory(Path state) {
        return new ControllerFolder(state, clock());
    }

    @Override
    public ManifestSource manifests(List<Path> paths) {
        bug.ifPresent(exception -> {
            throw exception;
        });
        return new FolderSource(paths);
    }

    @Override
    public ManifestSource repository(Repository repository, Path stateFolder) {
        return new GitSource(repository, stateFolder, FolderSource::read, Asked::runner, System.getenv());
    }

    @Override
    public Followed follow(Repository repository, Path stateFolder, Duration poll) {
        throw new UnsupportedOperationException("nobody follows here");
    }

    @Override
    public void webhook(Path secret, Runnable hurry) {
        throw new UnsupportedOperationException("nobody serves here");
    }

    @Override
    public StateStore store(Path state) {
        return new FolderStore(state, Clock.systemUTC());
    }

    HostFacts facts = HostFacts.ROOTFUL;

    Map<String, String> environment = Map.of();

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public Host open(Optional<String> connection, Path stateFolder) throws HostException {
        opened++;
        if (unreachable.isPresent()) {
            throw new HostException(unreachable.get());
        }
        return new Host() {
            @Override
            public PodmanPort podman() {
                return podman;
            }

            @Override
            public NetfilterPort netfilter() {
                return netfilter;
            }

            @Override
            public Prober prober() {
                return prober;
            }

            @Override
            public Checker checker() {
                return checker;
            }

            @Override
            public HostFacts facts() {
                return facts;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public History history(Path stateFolder) {
        return new FolderHistory(stateFolder);
    }

    @Override
    public Applied.Who who(String command) {
        return new Applied.Who(command, "root", "ada");
    }

    @Override
    public PlanFiles plans() {
        return new PlanFileStore();
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    }

    @Override
    public CommandRunner programs() {
        return programs;
    }

    @Override
    public Build build() {
        return new Build("1.2.3", Optional.of("abcdef0"));
    }
}
