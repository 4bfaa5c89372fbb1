package io.podseg.bench;

import io.podseg.controller.Controller;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.netfilter.NetfilterAdapter;
import io.podseg.host.netfilter.RulesWatch;
import io.podseg.host.netfilter.SetsWatch;
import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.manifest.watch.FolderWatch;
import io.podseg.model.Declarations;
import io.podseg.policy.Endpoint;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.HostPorts;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.Readiness;
import io.podseg.reconcile.Scope;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.status.StatusFiles;
import io.podseg.status.StatusSink;
import io.podseg.store.ControllerFolder;
import io.podseg.store.FolderStore;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The controller as {@code podseg run} has it, on real files and the kernel of the network namespace that it runs in. Podman is
 * in memory: what is measured is podseg and the kernel, with more pods than a machine for tests could run.
 */
final class Following implements AutoCloseable {
    private static final Duration SETS = Duration.ofSeconds(5);
    private static final long PATIENCE_SECONDS = 300;

    private final Estate estate;
    private final FakePodman podman = new FakePodman();
    private final NetfilterPort kernel;
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger lines = new AtomicInteger();
    private final LinkedBlockingQueue<Cycle> cycles = new LinkedBlockingQueue<>();
    private final Controller controller;
    private final Thread worker;
    private Optional<Cycle> last = Optional.empty();

    private Following(Estate estate, Path folder) {
        this.estate = estate;
        podman.addImage("localhost/bench:1");
        CommandRunner programs = new ProcessRunner(Duration.ofMinutes(1));
        kernel = NetfilterAdapter.own(programs);
        NetfilterPort watched = noting(kernel);
        FolderSource source = new FolderSource(List.of(estate.folder()));
        Path state = folder.resolve("state");
        controller = new Controller(
                new Controller.Parts(
                        new Controller.Manifests(source, FolderSource::read),
                        new Controller.Host(
                                new HostPorts(podman, watched),
                                new FolderStore(state, Clock.systemUTC()),
                                new ControllerFolder(state, Clock.systemUTC()),
                                Readiness.none(podman),
                                () -> {}),
                        List.of(
                                new FolderWatch(List.of(estate.folder())),
                                new RulesWatch(),
                                new SetsWatch(programs, SETS)),
                        List.of(
                                new StatusSink(
                                        new StatusFiles(folder.resolve("status")), Clock.systemUTC(), account -> {}),
                                cycles::add),
                        Clock.systemUTC(),
                        System.err::println),
                new Controller.Rules(Scope.ALL, false, OptionalInt.empty(), Duration.ofMinutes(5)));
        worker = Thread.ofPlatform().name("controller").unstarted(this::work);
    }

    private void work() {
        try {
            controller.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Notes when something was written to the kernel, and how much. */
    private NetfilterPort noting(NetfilterPort real) {
        return (NetfilterPort) Proxy.newProxyInstance(
                NetfilterPort.class.getClassLoader(),
                new Class<?>[] {NetfilterPort.class},
                (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        if (method.getName().equals("apply")
                                || method.getName().equals("addMember")
                                || method.getName().equals("removeMember")) {
                            written.set(System.nanoTime());
                        }
                        if (arguments != null && arguments[0] instanceof FirewallTransaction transaction) {
                            lines.addAndGet(lines(transaction));
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static int lines(FirewallTransaction transaction) {
        return transaction.setsBefore().size()
                + transaction.setsAfter().size()
                + transaction.tables().values().stream().mapToInt(List::size).sum();
    }

    /** Starts on declarations whose files are written below a folder, and waits until they are in force. */
    static Following start(Declarations declarations, Path folder) throws IOException, InterruptedException {
        Following following = new Following(Estate.write(folder.resolve("manifests"), declarations), folder);
        following.worker.start();
        following.await(Cycle.Result.APPLIED);
        following.quiet();
        return following;
    }

    Estate estate() {
        return estate;
    }

    /** The kernel, as somebody else would change it. */
    NetfilterPort kernel() {
        return kernel;
    }

    /** When the kernel was written to last, by {@link System#nanoTime()}. */
    long written() {
        return written.get();
    }

    /** Lines written to iptables and ipset since this was last asked. */
    int lines() {
        return lines.getAndSet(0);
    }

    /** Waits for the end of a turn with this result; anything but a good one fails. */
    Cycle await(Cycle.Result result) throws InterruptedException {
        while (true) {
            Cycle cycle = cycles.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (cycle == null || !cycle.result().good()) {
                throw new IllegalStateException("the turn ended otherwise: "
                        + (cycle == null ? "never" : cycle.result() + " " + cycle.problem()));
            }
            last = Optional.of(cycle);
            if (cycle.result() == result) {
                return cycle;
            }
        }
    }

    /** Waits until the controller has nothing more to do. */
    void quiet() throws InterruptedException {
        Cycle cycle = cycles.poll(1, TimeUnit.SECONDS);
        while (cycle != null) {
            last = Optional.of(cycle);
            cycle = cycles.poll(1, TimeUnit.SECONDS);
        }
    }

    Firewall firewall() throws HostException {
        return kernel.observe();
    }

    /** A pod as it is in force. */
    Endpoint pod(int number) {
        return reading().inventory().world().endpoints().stream()
                .filter(Endpoint::isPod)
                .skip(number)
                .findFirst()
                .orElseThrow();
    }

    String bridge() {
        return reading().actual().networks().values().stream()
                .filter(network -> network.spec().name().equals("net0"))
                .flatMap(network -> network.spec().interfaceName().stream())
                .findFirst()
                .orElseThrow();
    }

    private Cycle.Reading reading() {
        return last.flatMap(Cycle::reading).orElseThrow();
    }

    @Override
    public void close() throws InterruptedException {
        controller.stop();
        worker.join();
    }
}
