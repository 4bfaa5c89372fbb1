package io.podseg.audit.live;

import io.podseg.audit.facts.CapabilityFacts;
import io.podseg.audit.facts.Confinement;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.FileFacts;
import io.podseg.audit.facts.ImageFacts;
import io.podseg.audit.facts.LimitFacts;
import io.podseg.audit.facts.MountFacts;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.ProgramFacts;
import io.podseg.audit.facts.RestartFacts;
import io.podseg.audit.facts.SelinuxFacts;
import io.podseg.audit.facts.UserFacts;
import io.podseg.audit.facts.VariableFacts;
import io.podseg.model.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One container that was seen, as facts. Where two sources differ, the kernel is believed before the runtime's configuration, and
 * that before what Podman tells; where one of them says that something is open, it is open.
 */
final class ContainerReading {
    private static final long MILLI = 1_000_000;

    /** Variables that Podman sets in each container. */
    private static final Set<String> OF_PODMAN = Set.of("container", "TERM", "HOME", "HOSTNAME", "PATH");

    private final Seen seen;
    private final Inspected told;
    private final String ownFolder;

    /**
     * A reading.
     *
     * @param ownFolder folder below which podseg keeps the files that its pods mount
     */
    ContainerReading(Seen seen, String ownFolder) {
        this.seen = seen;
        this.told = seen.told();
        this.ownFolder = ownFolder;
    }

    ContainerFacts facts() {
        SortedSet<String> granted = granted();
        return new ContainerFacts(
                name(),
                told.identity().infra() ? ContainerFacts.Role.INFRA : ContainerFacts.Role.APP,
                Places.NOWHERE,
                ImageFacts.of(told.image().reference()),
                privileged(granted),
                new CapabilityFacts(
                        List.copyOf(CapabilityBits.plain(told.security().added())),
                        Set.of("NET_BIND_SERVICE").containsAll(granted),
                        granted,
                        seen.running().map(running -> UseReading.of(granted, running))),
                Optional.of(noNewPrivileges()),
                user(),
                seccomp(),
                selinux(),
                apparmor(),
                new FileFacts(rootReadOnly(), mounts(), told.files().devices(), unmasked()),
                limits(),
                restart(),
                environment(),
                programs(),
                told.run().health());
    }

    /** Its name in the manifest where podseg made it, which is known by a label of the pod, not of the container. */
    String name() {
        boolean own = told.identity()
                .pod()
                .map(pod -> Owner.PODSEG.equals(pod.labels().get(Owner.OWNER)))
                .orElse(false);
        if (told.identity().infra()) {
            return "(infra)";
        }
        return own
                ? told.labels()
                        .getOrDefault(
                                Owner.PREFIX + "container", told.identity().name())
                : told.identity().name();
    }

    /** What podman run calls so, and what comes to the same. */
    private boolean privileged(SortedSet<String> granted) {
        boolean alike = granted.contains("SYS_ADMIN")
                && granted.contains("SYS_MODULE")
                && seccomp().equals(Confinement.OFF)
                && seen.configured()
                        .map(configured -> configured.masked().isEmpty())
                        .orElse(false);
        return told.security().privileged() || alike;
    }

    private SortedSet<String> granted() {
        Optional<Running> running = seen.running().filter(it -> !it.processes().isEmpty());
        if (running.isPresent()) {
            return CapabilityBits.names(running.get().processes().stream()
                    .mapToLong(process -> process.bounding() | process.permitted())
                    .reduce(0, (a, b) -> a | b));
        }
        return CapabilityBits.plain(seen.configured()
                .<Collection<String>>map(Configured::bounding)
                .orElseGet(() -> told.security().bounding()));
    }

    private boolean noNewPrivileges() {
        return seen.running()
                .flatMap(Running::first)
                .map(Running.Process::noNewPrivileges)
                .or(() -> seen.configured().map(Configured::noNewPrivileges))
                .orElseGet(() -> told.security().options().stream().anyMatch(it -> it.startsWith("no-new-privileges")));
    }

    private UserFacts user() {
        String stated = told.security().user();
        if (seen.configured().isPresent()) {
            Configured configured = seen.configured().get();
            String numbers = configured.uid() + ":" + configured.gid();
            return new UserFacts(
                    root(configured.uid() == 0),
                    root(configured.gid() == 0 || configured.groups().contains(0L)),
                    false,
                    stated.isEmpty() || stated.equals(numbers) ? numbers : stated + " (" + numbers + ")");
        }
        if (stated.isEmpty()) {
            return new UserFacts(UserFacts.Root.YES, UserFacts.Root.YES, false, "root");
        }
        String[] parts = stated.split(":", 2);
        return new UserFacts(who(parts[0]), parts.length > 1 ? who(parts[1]) : UserFacts.Root.UNKNOWN, false, stated);
    }

    private static UserFacts.Root root(boolean is) {
        return is ? UserFacts.Root.YES : UserFacts.Root.NO;
    }

    private static UserFacts.Root who(String name) {
        if (name.equals("root") || name.matches("0+")) {
            return UserFacts.Root.YES;
        }
        return name.matches("[0-9]+") ? UserFacts.Root.NO : UserFacts.Root.UNKNOWN;
    }

    private Confinement seccomp() {
        boolean off = seen.configured().map(it -> !it.filtered()).orElse(false)
                || seen.running()
                        .flatMap(Running::first)
                        .map(first -> first.seccomp() == 0)
                        .orElse(false);
        Optional<String> option = option("seccomp");
        if (off || option.filter("unconfined"::equals).isPresent()) {
            return Confinement.OFF;
        }
        return option.filter(path -> !path.isEmpty()).map(Confinement::own).orElse(Confinement.DEFAULT);
    }

    private Optional<String> option(String name) {
        return told.security().options().stream()
                .filter(option -> option.startsWith(name + "=") || option.startsWith(name + ":"))
                .map(option -> option.substring(name.length() + 1))
                .findFirst();
    }

    private SelinuxFacts selinux() {
        boolean disabled = told.security().options().stream().anyMatch(it -> it.matches("label[=:]disable"));
        String label = told.security().selinux();
        if (disabled) {
            return SelinuxFacts.OFF;
        }
        if (label.isEmpty()) {
            return SelinuxFacts.UNSTATED;
        }
        String[] parts = label.split(":", 4);
        return new SelinuxFacts(false, wish(part(parts, 0)), wish(part(parts, 1)), part(parts, 2), part(parts, 3));
    }

    /** User and role that the engine itself gives are nobody's wish. */
    private static String wish(String word) {
        return Set.of("system_u", "unconfined_u", "system_r").contains(word) ? "" : word;
    }

    private static String part(String[] parts, int index) {
        return index < parts.length ? parts[index] : "";
    }

    private Confinement apparmor() {
        String profile = told.security().apparmor();
        boolean off = profile.equals("unconfined")
                || option("apparmor").filter("unconfined"::equals).isPresent()
                || seen.running()
                        .map(running -> running.confined().equals("unconfined"))
                        .orElse(false);
        if (off) {
            return Confinement.OFF;
        }
        if (profile.isEmpty()) {
            return Confinement.UNSTATED;
        }
        return profile.startsWith("containers-default") ? Confinement.DEFAULT : Confinement.own(profile);
    }

    private boolean rootReadOnly() {
        return told.files().rootReadOnly()
                && seen.running().map(Running::rootReadOnly).orElse(true)
                && seen.configured().map(Configured::rootReadOnly).orElse(true);
    }

    private List<MountFacts> mounts() {
        return told.files().mounts().stream().map(this::mount).toList();
    }

    private MountFacts mount(Inspected.Mount mount) {
        boolean host = mount.type().equals("bind") && !below(ownFolder, mount.source());
        return new MountFacts(
                host ? MountFacts.Kind.HOST_PATH : MountFacts.Kind.MANAGED,
                host || mount.name().isEmpty() ? mount.source() : mount.name(),
                mount.target(),
                !mount.writable(),
                switch (mount.propagation()) {
                    case "shared", "rshared" -> MountFacts.Propagation.SHARED;
                    case "slave", "rslave" -> MountFacts.Propagation.SLAVE;
                    default -> MountFacts.Propagation.PRIVATE;
                },
                "");
    }

    private static boolean below(String folder, String path) {
        return !folder.isEmpty() && path.startsWith(folder.endsWith("/") ? folder : folder + "/");
    }

    private List<String> unmasked() {
        return seen.configured()
                .map(MaskedPaths::missing)
                .orElseGet(() -> told.security().privileged()
                        ? List.of(MaskedPaths.ALL)
                        : option("unmask").map(List::of).orElse(List.of()));
    }

    /** Podman tells what a container was made with, whatever podman update has made of it since. */
    private LimitFacts limits() {
        Running.Group kept = seen.running().map(Running::limits).orElse(Running.Group.UNKNOWN);
        Set<String> known = kept.known();
        return new LimitFacts(
                known.contains("memory") ? kept.memory() : limit(told.limits().memory()),
                known.contains("cpu") ? kept.milliCpus() : limit(told.limits().nanoCpus() / MILLI),
                known.contains("pids") ? kept.pids() : limit(told.limits().pids()));
    }

    private static OptionalLong limit(long value) {
        return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
    }

    private RestartFacts restart() {
        OptionalInt retries =
                told.run().retries() > 0 ? OptionalInt.of(told.run().retries()) : OptionalInt.empty();
        return switch (told.run().restart()) {
            case "always", "unless-stopped" -> new RestartFacts(RestartFacts.Policy.ALWAYS, OptionalInt.empty());
            case "on-failure" -> new RestartFacts(RestartFacts.Policy.ON_FAILURE, retries);
            default -> RestartFacts.NEVER;
        };
    }

    private List<VariableFacts> environment() {
        Set<String> ofImage = new HashSet<>(told.image().environment());
        List<VariableFacts> variables = new ArrayList<>();
        for (String entry : new TreeSet<>(told.run().environment())) {
            int equals = entry.indexOf('=');
            String name = equals < 0 ? entry : entry.substring(0, equals);
            if (!ofImage.contains(entry) && !OF_PODMAN.contains(name)) {
                variables.add(new VariableFacts(name, equals < 0 ? "" : entry.substring(equals + 1), ""));
            }
        }
        return variables;
    }

    private ProgramFacts programs() {
        return new ProgramFacts(
                told.run().command(),
                seen.running().stream()
                        .flatMap(running -> running.processes().stream())
                        .map(Running.Process::program)
                        .filter(program -> !program.isEmpty())
                        .distinct()
                        .sorted()
                        .toList(),
                seen.running().map(Running::tools).orElse(List.of()));
    }
}
