package io.podseg.host.podman;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.host.exec.CommandRunner.Stopped;
import io.podseg.reconcile.HostException;
import io.podseg.trust.Demand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The program {@code podman} with settings of its own beside the user's: the policy that is demanded, and where signatures are. Its
 * home folder is one in which everything is the user's but policy.json and registries.d. To look at signatures it has a storage of
 * its own too, which sees the images of the host and is thrown away.
 */
final class ScratchPodman {
    private static final String SCRIPT_LOOK = """
            # Podman says that it copies a blob when the policy has let the image pass. That is all we wanted to know.
            set -m
            fifo=$1; passed=; shift
            mkfifo "$fifo"
            "$@" >"$fifo" 2>&1 3<&- &
            podman=$!
            {
                while IFS= read -r line; do
                    printf '%s\\n' "$line"
                    case $line in "Copying blob "* | "Copying config "*) kill -KILL -- "-$podman"; passed=yes; break ;; esac
                done
            } <"$fifo"
            # Who is killed may still make a folder. The storage is thrown away when nobody works in it any more.
            wait "$podman" 2>/dev/null
            code=$?
            [ -n "$passed" ] || exit "$code"
            """;

    private static final Duration FORGOTTEN = Duration.ofDays(1);

    /** How often a folder is removed in which somebody still makes things. */
    private static final int ATTEMPTS = 5;

    private final Path folder;
    private final Path runtime;
    private final Path home;
    private final Signatures.Runner runner;

    /**
     * Runs nothing yet.
     *
     * @param folder for what is thrown away
     * @param runtime for what is thrown away and must have a short name
     * @param home the home folder of the user whose Podman it is
     */
    ScratchPodman(Path folder, Path runtime, Path home, Signatures.Runner runner) {
        this.folder = folder.toAbsolutePath().normalize();
        this.runtime = runtime.toAbsolutePath().normalize();
        this.home = home;
        this.runner = runner;
    }

    /** What podman printed, with its errors where it failed. */
    record Answer(boolean ok, String text) {}

    /** Work that needs the folder. */
    @FunctionalInterface
    private interface Work {
        Answer in(Path scratch) throws HostException, IOException;
    }

    /**
     * Lets an image pass the policy or not.
     *
     * @param which whether to go on and tell id and digest of the image
     */
    Answer look(String image, Demand demand, boolean which) throws HostException {
        return within(scratch -> {
            settings(scratch, demand);
            List<String> podman = new ArrayList<>(List.of("podman"));
            podman.addAll(storage(scratch));
            if (!which) {
                List<String> argv = new ArrayList<>(List.of(
                        "/bin/sh",
                        "-c",
                        SCRIPT_LOOK,
                        "podseg",
                        scratch.resolve("said").toString()));
                argv.addAll(podman);
                argv.addAll(List.of("pull", "--signature-policy", policy(scratch), "docker://" + image));
                return run(argv, scratch);
            }
            return pulled(podman, image, scratch);
        });
    }

    /** Pulls into the user's storage; tells id and digest. */
    Answer pull(String image, Demand demand) throws HostException {
        return within(scratch -> {
            settings(scratch, demand);
            return pulled(List.of("podman"), image, scratch);
        });
    }

    private Answer pulled(List<String> podman, String image, Path scratch) throws HostException {
        Answer pull =
                run(join(podman, "pull", "-q", "--signature-policy", policy(scratch), "docker://" + image), scratch);
        if (!pull.ok()) {
            return pull;
        }
        String id = pull.text().strip().lines().reduce("", (_, line) -> line);
        return run(join(podman, "image", "inspect", "--format", "{{.Id}} {{.Digest}}", id), scratch);
    }

    private static List<String> join(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toList();
    }

    private static String policy(Path scratch) {
        return scratch.resolve("policy.json").toString();
    }

    /** The home folder and the policy. */
    private void settings(Path scratch, Demand demand) throws IOException {
        Files.writeString(scratch.resolve("policy.json"), demand.policy());
        Path own = Files.createDirectories(scratch.resolve("home/.config/containers"));
        for (String entry : List.of(".docker", ".local")) {
            if (Files.isDirectory(home.resolve(entry))) {
                Files.createSymbolicLink(scratch.resolve("home").resolve(entry), home.resolve(entry));
            }
        }
        linkAll(home.resolve(".config"), scratch.resolve("home/.config"), "containers");
        Path users = home.resolve(".config/containers");
        linkAll(users, own, "registries.d");
        Path registries = Files.createDirectories(own.resolve("registries.d"));
        Path inForce = Files.isDirectory(users.resolve("registries.d"))
                ? users.resolve("registries.d")
                : Path.of("/etc/containers/registries.d");
        linkAll(inForce, registries, "podseg.yaml");
        if (demand.registries().isPresent()) {
            // JSON is YAML.
            Files.writeString(
                    registries.resolve("podseg.yaml"),
                    "{\"docker\":{\"" + demand.scope() + "\":"
                            + demand.registries().get() + "}}\n");
        }
    }

    private static void linkAll(Path from, Path to, String but) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> all = Files.list(from)) {
            for (Path entry : all.toList()) {
                Path link = to.resolve(entry.getFileName());
                if (!entry.endsWith(but) && !Files.exists(link)) {
                    Files.createSymbolicLink(link, entry.toAbsolutePath());
                }
            }
        }
    }

    /** A storage of its own, on top of the user's: what is there already is not loaded again, and nothing is changed. */
    private List<String> storage(Path scratch) throws HostException {
        Answer info = run(
                List.of(
                        "podman",
                        "info",
                        "--format",
                        "{{.Store.GraphRoot}}\n{{.Store.GraphDriverName}}\n{{range $key, $value := .Store.GraphOptions}}{{$key}}={{$value}}\n{{end}}"),
                scratch);
        if (!info.ok()) {
            throw new HostException("podman info failed: " + Sentence.clean(info.text()));
        }
        List<String> lines = info.text().lines().toList();
        List<String> options = new ArrayList<>(List.of(
                "--root", scratch.resolve("root").toString(),
                "--runroot", runtime(scratch).resolve("run").toString(),
                "--tmpdir", runtime(scratch).resolve("tmp").toString(),
                "--events-backend", "none",
                "--storage-driver", lines.get(1),
                "--storage-opt", lines.get(1) + ".skip_mount_home=true",
                "--storage-opt", "additionalimagestore=" + lines.get(0)));
        lines.stream().skip(2).forEach(line -> {
            if (line.contains(".imagestore=")) {
                options.addAll(
                        List.of("--storage-opt", "additionalimagestore=" + line.substring(line.indexOf('=') + 1)));
            } else if (line.contains(".mount_program=")) {
                options.addAll(List.of("--storage-opt", line.replaceFirst("map\\[.*Executable:([^ ]+).*", "$1")));
            }
        });
        return options;
    }

    /** Podman takes 50 characters at most. */
    private Path runtime(Path scratch) {
        return runtime.resolve(scratch.getFileName());
    }

    private Answer run(List<String> argv, Path scratch) throws HostException {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("LC_ALL", "C");
        environment.put("HOME", scratch.resolve("home").toString());
        environment.putIfAbsent("XDG_DATA_HOME", home.resolve(".local/share").toString());
        environment.put("TMPDIR", scratch.toString());
        Result result = runner.run(argv, environment);
        return switch (result) {
            case Exited exited ->
                new Answer(
                        exited.exit() == 0, exited.exit() == 0 ? exited.stdout() : exited.stdout() + exited.stderr());
            case Missing missing -> throw new HostException("There is no program " + missing.program() + ".");
            case Stopped stopped -> throw new HostException(stopped.program() + " was stopped: " + stopped.reason());
        };
    }

    private Answer within(Work work) throws HostException {
        Optional<Path> scratch = Optional.empty();
        try {
            Files.createDirectories(folder);
            forgotten().forEach(this::remove);
            scratch = Optional.of(Files.createTempDirectory(folder, ""));
            return work.in(scratch.get());
        } catch (IOException e) {
            throw new HostException("cannot write below " + folder + ": " + e.getMessage(), e);
        } finally {
            scratch.ifPresent(this::remove);
        }
    }

    /** What a podseg that was killed left behind; nobody takes as long as that. */
    private List<Path> forgotten() throws IOException {
        Instant since = Instant.now().minus(FORGOTTEN);
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                            && path.toFile().lastModified() < since.toEpochMilli())
                    .toList();
        }
    }

    /** What an ordinary user's Podman unpacks belongs to subordinate ids; who was killed may still be at its last call. */
    private void remove(Path scratch) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, String> environment = new HashMap<>(System.getenv());
            List<String> remove = List.of(
                    "rm", "-rf", "--", scratch.toString(), runtime(scratch).toString());
            if (!runner.run(remove, environment).ok()) {
                runner.run(join(List.of("podman", "unshare"), remove.toArray(String[]::new)), environment);
            }
            if (!Files.exists(scratch) && !Files.exists(runtime(scratch))) {
                return;
            }
        }
    }
}
