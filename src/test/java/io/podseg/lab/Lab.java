package io.podseg.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A private Podman, rootful or of an ordinary {@link User}, with its own storage and firewall, and an outside host at
 * {@link #OUTSIDE} behind a veth.
 *
 * <p>Everything in it is real and nothing in it is seen by the machine. It starts in a fraction of a second and is gone, with
 * every process, mount and namespace, once closed. The node listens on {@code tcp:22 tcp:7 udp:7}, the outside host on
 * {@code tcp:22 53 80 443 5432 6379} and {@code udp:53 123}.
 */
public final class Lab implements AutoCloseable {
    /** The outside host, the default route of the lab. */
    public static final String OUTSIDE = "203.0.113.10";

    /** The outside host's IPv6 address. */
    public static final String OUTSIDE6 = "2001:db8::10";

    /** The node's address towards the outside host. */
    public static final String NODE = "203.0.113.1";

    /** Where Podman's API service listens in a lab that has one. */
    public static final String SOCKET = "/run/podman/podman.sock";

    /** File of the outside host's network namespace, as the lab sees it. */
    public static final String OUTSIDE_NETWORK = "/run/netns/outside";

    /** File of the node's network namespace, as the lab sees it. */
    public static final String NODE_NETWORK = "/proc/1/ns/net";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Holds while a container is tidied up, or has ended and conmon will yet have it done. */
    private static final String TIDIES = """
            pgrep -f '[p]odman.* container cleanup' && exit
            for conmon in $(pgrep -x conmon); do
                ps -o stat= --ppid $conmon | grep -qv ^Z || exit 0
            done
            exit 1
            """;

    private static final List<String> OUTSIDE_PLACE = List.of("ip", "netns", "exec", "outside");

    private final World world;
    private final Prober prober;

    /** Words before what the one runs who has Podman's containers; empty for root. */
    private final List<String> owner;

    private Lab(World world, List<String> owner) {
        this.world = world;
        this.prober = new Prober(world);
        this.owner = owner;
    }

    /** A lab in which Podman's API service listens, as on a machine with its socket unit enabled. */
    public static Lab start() {
        Lab lab = startWithoutService();
        lab.startService();
        return lab;
    }

    /** A lab with Podman but nobody listening on its socket. */
    public static Lab startWithoutService() {
        return new Lab(World.create(), List.of());
    }

    /** A lab in which an ordinary user has Podman, with the user's API service listening, as with the user's socket unit enabled. */
    public static Lab startRootless() {
        Lab lab = startRootlessWithoutService();
        lab.startService();
        return lab;
    }

    /**
     * A lab in which an ordinary user has Podman: {@link #podman}, {@link #podseg} and {@link #exec} are run by that user, all else by
     * root.
     */
    public static Lab startRootlessWithoutService() {
        World world = World.create();
        User.furnish(world);
        return new Lab(world, User.prefix());
    }

    /** Starts Podman's API service, which reads Podman's settings now and not again. */
    public void startService() {
        String socket = isRootless() ? User.SOCKET : SOCKET;
        asUser("mkdir", "-p", socket.substring(0, socket.lastIndexOf('/'))).ok();
        // A file takes what the service says, for a pipe that nobody reads would stop it one day.
        String service = "exec env GOTRACEBACK=all podman system service --time=0 unix://" + socket;
        spawnAsUser("sh", "-c", service + " >>" + socket + ".log 2>&1");
        await("Podman's API service", () -> run("test", "-S", socket).exit() == 0);
    }

    /** Ends Podman's API service, and does not return before: one that is ending still answers, and removes the socket. */
    public void endService() {
        run("pkill", "-f", "[p]odman system service").ok();
        await(
                "the end of Podman's API service",
                () -> run("pgrep", "-f", "[p]odman system service").exit() != 0);
    }

    /** Ends the service and starts another one, which reads Podman's settings as they are now; it answers when this returns. */
    public void restartService() {
        endService();
        startService();
        await(
                "an answer of Podman's API service",
                () -> podman("--remote", "info").exit() == 0);
    }

    /**
     * Waits for the programs of Podman's that tidy up behind containers that have ended, and for conmon to start them. One that is
     * late may stop a pod which was started again meanwhile, for it saw the pod without any other container.
     */
    public void awaitCleanup() {
        await("Podman's tidying up", () -> run("sh", "-c", TIDIES).exit() != 0);
    }

    /** Waits for a good health check of a container: Podman's own limit for one is a second, on a busy machine too. */
    public void awaitHealth(String container) {
        await(
                "a good health check of " + container,
                () -> podman("healthcheck", "run", container).exit() == 0);
    }

    /** Whether Podman is an ordinary user's. */
    public boolean isRootless() {
        return !owner.isEmpty();
    }

    /** Runs a program in the lab; two minutes at most. */
    public Result run(String... argv) {
        return world.run(List.of(argv), "", LIMIT);
    }

    /** Runs a program in the lab with text on its standard input. */
    public Result runWithInput(String stdin, String... argv) {
        return world.run(List.of(argv), stdin, LIMIT);
    }

    /** Starts a program in the lab and leaves it running. Its end is the lab's end, not that of the process returned. */
    public Process spawn(String... argv) {
        return Commands.start(world.inside(List.of(argv)));
    }

    /** Runs a program as the one who has Podman's containers: as root or, in a rootless lab, as the {@link User}. */
    public Result asUser(String... argv) {
        return world.run(Commands.join(owner, List.of(argv)), "", LIMIT);
    }

    /** Starts such a program and leaves it running. */
    public Process spawnAsUser(String... argv) {
        return Commands.start(world.inside(Commands.join(owner, List.of(argv))));
    }

    /** Lets everybody, so the {@link User} too, read a file or all of a folder. What JUnit makes is its owner's alone. */
    public Path readable(Path path) {
        Commands.run(List.of("chmod", "-R", "a+rX", path.toString()), "", LIMIT).ok();
        return path;
    }

    /** Runs the built podseg in the lab. */
    public Result podseg(String... arguments) {
        return asUser(Commands.join(List.of(launcher()), List.of(arguments)).toArray(String[]::new));
    }

    /** One process of the built podseg for many commands. */
    public OpenPodseg openPodseg() {
        return new OpenPodseg(this);
    }

    /** Path of the launcher that {@code mvn package} left. */
    public static String launcher() {
        Path launcher = Path.of(System.getProperty("podseg.launcher", "target/podseg/bin/podseg"))
                .toAbsolutePath();
        if (!Files.isExecutable(launcher)) {
            throw new AssertionError("build podseg first (mvn package): there is no " + launcher);
        }
        return launcher.toString();
    }

    public Result podman(String... arguments) {
        return asUser(Commands.join(List.of("podman"), List.of(arguments)).toArray(String[]::new));
    }

    /** Runs a program in a container. */
    public Result exec(String container, String... argv) {
        return podman(Commands.join(List.of("exec", container), List.of(argv)).toArray(String[]::new));
    }

    /** Runs a program on the outside host. */
    public Result outside(String... argv) {
        return world.run(Commands.join(OUTSIDE_PLACE, List.of(argv)), "", LIMIT);
    }

    /** Path of one of the lab's own programs, which stand in {@code src/test/resources/lab}. */
    public static String program(String name) {
        return World.RESOURCES.resolve(name).toString();
    }

    /** File of a container's network namespace, as the lab sees it. */
    public String networkOf(String container) {
        return "/proc/"
                + podman("inspect", "--type", "container", "--format", "{{.State.Pid}}", container)
                        .ok()
                        .text() + "/ns/net";
    }

    /** Runs a program of the lab's in a network namespace, given by its file. */
    public Result runIn(String network, String... argv) {
        return world.run(Commands.join(List.of("nsenter", "--net=" + network), List.of(argv)), "", LIMIT);
    }

    /** One real attempt from a container's network namespace. */
    public Answer connects(String container, String address, int port, String protocol) {
        var attempt = new Attempt(address, port, protocol);
        return probeFrom(container, List.of(attempt)).values().iterator().next();
    }

    /** Real attempts from a container's network namespace, all at once, answers in the order given. */
    public Map<Attempt, Answer> probeFrom(String container, List<Attempt> attempts) {
        return prober.from(inside(container).enter(), attempts);
    }

    /** Where attempts start: a container's network namespace, or the outside host's. */
    public record Place(List<String> enter) {
        public Place {
            enter = List.copyOf(enter);
        }

        /** The words that run a program there, by root. */
        public String[] command(String... argv) {
            return Commands.join(enter, List.of(argv)).toArray(String[]::new);
        }
    }

    /** The network namespace of a running container; good as long as the container runs. */
    public Place inside(String container) {
        String pid = podman("inspect", "--type", "container", "--format", "{{.State.Pid}}", container)
                .ok()
                .text();
        return new Place(List.of("nsenter", "-t", pid, "-n"));
    }

    /** The network namespace that holds the bridges: the node's, or a user's, which is there while a container is. */
    public Place bridges() {
        return new Place(isRootless() ? User.inNetwork() : List.of());
    }

    /**
     * Lets the outside host and pods of these subnets meet by their own addresses. So they do where Podman is root's; in a rootless
     * lab this is a wire of the lab's, and lasts as long as the {@link #bridges}.
     */
    public void attachOutside(String... subnets) {
        if (isRootless()) {
            at(
                            bridges(),
                            Commands.join(List.of(program("attach")), List.of(subnets))
                                    .toArray(String[]::new))
                    .ok();
        }
    }

    /**
     * Hides from the host's rules what passes within a bridge, in a manner that podseg cannot see: the kernel's switches are off, and
     * read as if they were on. To be called when pods run.
     */
    public void blindBridges() {
        at(bridges(), program("blind"), "off").ok();
        // In the mount namespace of the user's Podman where there is one: podseg looks from there.
        at(bridges(), program("blind"), "pretend").ok();
    }

    /** Takes the host layer's jumps away behind podseg's back; the next apply brings them back. */
    public void dropHostLayer() {
        at(bridges(), program("drop-host-layer")).ok();
    }

    /** Runs a program, as root, at a place. */
    public Result at(Place place, String... argv) {
        return run(place.command(argv));
    }

    /** The outside host. */
    public Place outsideHost() {
        return new Place(OUTSIDE_PLACE);
    }

    /**
     * Real attempts of which some must succeed: waits for these, half a minute at most, and hardly at all for the others.
     *
     * @param awaited those that must
     */
    public Map<Attempt, Answer> probe(Place from, List<Attempt> attempts, Predicate<Attempt> awaited) {
        return prober.from(from.enter(), attempts, awaited);
    }

    /** Starts a listener on the outside host, {@code tcp:81 udp:80} for example, and waits until it listens. */
    public void listenOutside(String... ports) {
        listen("more-outside", OUTSIDE_PLACE, ports);
    }

    /** Starts a listener where the bridges are, so on their own addresses too, and waits until it listens. */
    public void listenOnNode(String... ports) {
        listen("more-node", bridges().enter(), ports);
    }

    private void listen(String name, List<String> place, String... ports) {
        String ready = "/run/lab/" + name;
        var argv = Commands.join(place, List.of("perl", "/run/lab/listen", ready));
        spawn(Commands.join(argv, List.of(ports)).toArray(String[]::new));
        await(name, () -> run("test", "-e", ready).exit() == 0);
    }

    /** Real attempts from the outside host. */
    public Map<Attempt, Answer> probeFromOutside(List<Attempt> attempts) {
        return prober.from(OUTSIDE_PLACE, attempts);
    }

    /** Real attempts from the node that runs the pods. */
    public Map<Attempt, Answer> probeFromNode(List<Attempt> attempts) {
        return prober.from(List.of(), attempts);
    }

    /** The firewall and Podman's objects as they are now. */
    public Snapshot snapshot() {
        return Snapshot.of(this);
    }

    /** All that an apply brings about, in a form in which two hosts can be compared. */
    public Picture picture() {
        return Picture.of(this);
    }

    /** Makes a program vanish from the lab's {@code /usr/bin} and {@code /usr/sbin}, as on a machine without it. */
    public void hide(String program) {
        for (String folder : List.of("/usr/bin", "/usr/sbin")) {
            String layer = "/run/lab/hidden" + folder + "/" + program;
            run("mkdir", "-p", layer + "/upper", layer + "/work").ok();
            String layers = "lowerdir=" + folder + ",upperdir=" + layer + "/upper,workdir=" + layer + "/work";
            run("mount", "-t", "overlay", "-o", layers, "overlay", folder).ok();
            run("rm", "-f", folder + "/" + program).ok();
        }
    }

    /**
     * Waits, three minutes at most, until something holds: labs beside this one may keep the machine busy.
     *
     * @throws AssertionError naming what was waited for
     */
    public void await(String what, BooleanSupplier holds) {
        await(what, Duration.ofMinutes(3), holds);
    }

    /** Waits for something that may take longer. */
    public void await(String what, Duration atMost, BooleanSupplier holds) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("in vain waited for " + what);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Number of the lab's first process on the machine. */
    long firstProcess() {
        return world.firstProcess();
    }

    /** Name of the lab's control group in every hierarchy. */
    String controlGroup() {
        return world.controlGroup();
    }

    @Override
    public void close() {
        world.close();
    }
}
