package io.podseg.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.reconcile.Checker;
import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.FakeNetfilter;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.HostPorts;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.Pace;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.Readiness;
import io.podseg.reconcile.Scope;
import io.podseg.reconcile.SourceException;
import io.podseg.reconcile.StateStore.LockedException;
import io.podseg.reconcile.Trigger;
import io.podseg.store.ControllerFolder;
import io.podseg.store.FolderStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A controller of a host in memory, with a real state folder and real manifests below a folder. */
final class Helm implements AutoCloseable {
    static final Path QUICKSTART = Path.of("manifests/quickstart");
    static final String IMAGE = "localhost/podseg-quickstart:1";

    final FakePodman podman;
    final FakeNetfilter netfilter;
    final Path folder;
    final FolderStore store;
    final ControllerMemory memory;
    final BlockingQueue<Cycle> cycles = new LinkedBlockingQueue<>();
    final List<String> complaints = new ArrayList<>();
    final List<CycleSink> sinks = new ArrayList<>();
    PodmanPort port;
    Optional<String> unfetched = Optional.empty();
    Optional<RuntimeException> bug = Optional.empty();
    boolean reportOnly;
    OptionalInt maxDeletes = OptionalInt.empty();
    Duration patience = Duration.ZERO;
    Checker checker = (process, check, own, limit) -> Optional.empty();
    int fetches;

    private Optional<Controller> controller = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private Optional<Exception> end = Optional.empty();

    Helm(Path folder) {
        this(folder, new FakePodman(), new FakeNetfilter());
    }

    /** Another controller on a host that is there already. */
    Helm(Path folder, FakePodman podman, FakeNetfilter netfilter) {
        this.folder = folder;
        this.podman = podman;
        this.port = podman;
        this.netfilter = netfilter;
        this.store = new FolderStore(state(), Clock.systemUTC());
        this.memory = new ControllerFolder(state(), Clock.systemUTC());
        podman.addImage(IMAGE);
    }

    Path state() {
        return folder.resolve("state");
    }

    Path manifests() {
        return folder.resolve("manifests");
    }

    void write(String name, String text) {
        try {
            Files.createDirectories(manifests());
            Files.writeString(manifests().resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void quickstart() {
        try (var files = Files.list(QUICKSTART)) {
            for (Path file : files.toList()) {
                write(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ManifestSource.Loaded load() throws SourceException {
        fetches++;
        if (unfetched.isPresent()) {
            throw new SourceException(unfetched.get());
        }
        bug.ifPresent(exception -> {
            throw exception;
        });
        return new FolderSource(List.of(manifests())).load();
    }

    /** Starts the controller. */
    Helm start() {
        List<CycleSink> all = new ArrayList<>(sinks);
        all.add(cycles::add);
        Controller made = new Controller(
                new Controller.Parts(
                        new Controller.Manifests(this::load, FolderSource::read),
                        new Controller.Host(
                                new HostPorts(port, netfilter),
                                store,
                                memory,
                                new Readiness(port, checker, Pace.REAL, patience, Readiness.Listener.SILENT),
                                () -> {}),
                        List.of(),
                        all,
                        Clock.systemUTC(),
                        complaints::add),
                new Controller.Rules(Scope.ALL, reportOnly, maxDeletes, Duration.ofHours(1)));
        controller = Optional.of(made);
        thread = Optional.of(Thread.ofPlatform().start(() -> {
            try {
                made.run();
            } catch (InterruptedException | HostException | LockedException e) {
                end = Optional.of(e);
            }
        }));
        return this;
    }

    /** Starts the controller and waits for its first turn. */
    Cycle begin() {
        start();
        return next();
    }

    void wake(Trigger... triggers) {
        Arrays.stream(triggers).forEach(controller.orElseThrow()::wake);
    }

    Cycle woken(Trigger... triggers) {
        wake(triggers);
        return next();
    }

    /** The next turn's end. */
    Cycle next() {
        return next(_ -> true);
    }

    /** The end of the next turn that is as wanted. */
    Cycle next(Predicate<Cycle> wanted) {
        List<Cycle> others = new ArrayList<>();
        long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < limit) {
            try {
                Cycle cycle = cycles.poll(100, TimeUnit.MILLISECONDS);
                if (cycle != null && wanted.test(cycle)) {
                    return cycle;
                }
                if (cycle != null) {
                    others.add(cycle);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("no such turn; others: "
                + others.stream()
                        .map(cycle -> cycle.result() + " " + cycle.problem())
                        .toList() + complaints);
    }

    void ask() {
        controller.orElseThrow().stop();
    }

    /** Waits until the controller has ended; why, where it did not end by itself. */
    Optional<Exception> ended() {
        try {
            boolean over = thread.orElseThrow().join(Duration.ofSeconds(60));
            assertThat(over).as("the controller has ended").isTrue();
            return end;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    void stop() {
        ask();
        assertThat(ended()).isEmpty();
    }

    @Override
    public void close() {
        if (thread.isPresent()) {
            ask();
            ended();
        }
    }
}
