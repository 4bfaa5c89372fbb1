package io.podseg.desired;

import io.podseg.desired.Abilities.ControlGroups;
import io.podseg.model.Diagnostic;
import io.podseg.model.Hardening.BlockIo;
import io.podseg.model.Hardening.Rate;
import io.podseg.model.Source;
import io.podseg.state.ContainerSettings.Bounds;
import io.podseg.state.ContainerSettings.Confinement;
import io.podseg.state.ContainerSpec;
import io.podseg.state.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What confines a pod, against what the host can do: Podman leaves out silently what the kernel cannot, or fails when the pod
 * starts. Where a profile that is enforced asks for it, that is an error.
 */
public final class AbilityCheck {
    /** The one limit that Podman hands to the OCI runtime even where control groups are not the user's (seen with 4.3.1 and 5.4.2). */
    private static final String RATES = "rates of block I/O";

    private final HostFacts facts;
    private final List<Diagnostic> found;

    AbilityCheck(HostFacts facts, List<Diagnostic> found) {
        this.facts = facts;
        this.found = found;
    }

    /** What a host would not keep of a pod, whoever asks for it; places are below the source. */
    public static List<Diagnostic> unkept(PodSpec pod, Source source, HostFacts facts) {
        List<Diagnostic> found = new ArrayList<>();
        new AbilityCheck(facts, found).check(pod, source, new TreeMap<>());
        return found;
    }

    /**
     * Tells what cannot be had.
     *
     * @param source where the pod, or the template that it comes from, is declared
     * @param enforced what enforced profiles ask for, such as {@code resources.memory}, with the profile
     */
    void check(PodSpec pod, Source source, SortedMap<String, String> enforced) {
        OnePod one = new OnePod(pod, source, enforced);
        containers(pod.settings().initContainers(), "/spec/initContainers/", one);
        containers(pod.containers(), "/spec/containers/", one);
        pod.settings()
                .namespaces()
                .users()
                .flatMap(users -> UserNamespaceCheck.problem(users, facts))
                .ifPresent(problem -> one.tell("userNamespace", "/spec/hostUsers", problem));
    }

    private void containers(List<ContainerSpec> containers, String pointer, OnePod pod) {
        for (int i = 0; i < containers.size(); i++) {
            container(containers.get(i), pointer + i, pod);
        }
    }

    private void container(ContainerSpec container, String pointer, OnePod pod) {
        String who = "container " + container.name() + " ";
        String context = pointer + "/securityContext";
        Abilities can = facts.abilities();
        Confinement confinement = container.settings().confinement();
        boolean labelled = container.security().selinux().stream().anyMatch(option -> !option.equals("disable"));
        if (labelled && !can.selinux()) {
            pod.tell(
                    "seLinuxOptions",
                    context + "/seLinuxOptions",
                    who + "has SELinux options, and SELinux is not on here, so that they do nothing; switch SELinux on"
                            + " (SELINUX=enforcing in /etc/selinux/config), or remove seLinuxOptions");
        }
        if (confinement
                        .apparmor()
                        .filter(profile -> !profile.equals("unconfined"))
                        .isPresent()
                && !can.apparmor()) {
            pod.tell(
                    "appArmorProfile",
                    context + "/appArmorProfile",
                    who + "has an AppArmor profile, and "
                            + (facts.rootless()
                                    ? "Podman of an ordinary user cannot set one; run it as root"
                                    : "AppArmor is not on here; switch it on (kernel parameter apparmor=1)")
                            + ", or remove appArmorProfile");
        }
        if ((confinement.profile().isPresent() || confinement.seccomp().isPresent()) && !can.seccomp()) {
            pod.tell(
                    "seccompProfile",
                    context + "/seccompProfile",
                    who + "has a seccomp profile, and this kernel filters no system calls; use a kernel with"
                            + " CONFIG_SECCOMP_FILTER, or remove seccompProfile");
        }
        limits(container).forEach(limit -> limit(limit, who, pointer + "/resources", pod));
        devices(container)
                .forEach(device -> pod.tell(
                        "resources.blockIO.",
                        pointer + "/resources",
                        who + "has a rate for " + device
                                + ", and there is no such block device; name one that lsblk shows"));
        swap(container, who, pointer + "/resources", pod);
        ulimits(container, who, pointer + "/resources", pod);
    }

    /** A limit, the controller that keeps it, and the field of profiles that asks for it. */
    private record Limit(String name, String controller, String field) {}

    private static List<Limit> limits(ContainerSpec container) {
        Bounds bounds = container.settings().bounds();
        List<Limit> limits = new ArrayList<>();
        container.memoryLimit().ifPresent(_ -> limits.add(new Limit("a memory limit", "memory", "resources.memory")));
        bounds.memoryReservation()
                .ifPresent(_ -> limits.add(new Limit("a memory reservation", "memory", "resources.memoryReservation")));
        container.cpuMillis().ifPresent(_ -> limits.add(new Limit("a processor limit", "cpu", "resources.cpu")));
        bounds.cpuShares().ifPresent(_ -> limits.add(new Limit("processor shares", "cpu", "resources.cpuShares")));
        bounds.cpus()
                .or(bounds::memoryNodes)
                .ifPresent(_ -> limits.add(new Limit("a set of processors", "cpuset", "resources.cpus")));
        bounds.pids().ifPresent(_ -> limits.add(new Limit("a limit of processes", "pids", "resources.pids")));
        BlockIo io = bounds.blockIo();
        if (!io.equals(BlockIo.NONE)) {
            boolean rates = !io.equals(new BlockIo(io.weight(), List.of(), List.of(), List.of(), List.of()));
            limits.add(new Limit(rates ? RATES : "a weight of block I/O", "io", "resources.blockIO."));
        }
        return limits;
    }

    private void limit(Limit limit, String who, String pointer, OnePod pod) {
        ControlGroups groups = facts.abilities().groups();
        if (groups.controllers().contains(limit.controller())) {
            return;
        }
        if (limit.name().equals(RATES) && facts.rootless() && groups.version() == 1) {
            pod.refuse(pointer, who + "has " + RATES + ", with which it would not start: " + missing(limit, groups));
        } else {
            pod.tell(
                    limit.field(),
                    pointer,
                    who + "has " + limit.name() + ", which nothing here would keep: " + missing(limit, groups));
        }
    }

    private String missing(Limit limit, ControlGroups groups) {
        if (facts.rootless() && groups.version() == 1) {
            return "control groups of version 1 give an ordinary user no limits; boot with systemd.unified_cgroup_hierarchy=1,"
                    + " or run Podman as root";
        }
        return facts.rootless()
                ? "the controller " + limit.controller()
                        + " is not delegated to this user; write [Service] and Delegate="
                        + String.join(" ", ControlGroups.ALL)
                        + " into /etc/systemd/system/user@.service.d/delegate.conf, run systemctl daemon-reload, and log in again"
                : "this kernel has no controller " + limit.controller() + "; switch it on (cgroup_enable="
                        + limit.controller() + " on the kernel's command line)";
    }

    private Stream<String> devices(ContainerSpec container) {
        BlockIo io = container.settings().bounds().blockIo();
        var known = facts.abilities().devices();
        // Others are links, which Podman follows.
        return Stream.of(io.readBps(), io.writeBps(), io.readIops(), io.writeIops())
                .flatMap(List::stream)
                .map(Rate::device)
                .distinct()
                .filter(device ->
                        !known.isEmpty() && device.matches("/dev/[^/]+") && !known.contains(device.substring(5)));
    }

    private void swap(ContainerSpec container, String who, String pointer, OnePod pod) {
        Bounds bounds = container.settings().bounds();
        ControlGroups groups = facts.abilities().groups();
        Optional<Long> memory = container.memoryLimit();
        bounds.memorySwap().ifPresent(_ -> {
            if (memory.isEmpty()) {
                pod.refuse(
                        pointer,
                        who + "has a limit of memory and swap together but none of memory; declare limits.memory too");
            } else if (groups.controllers().contains("memory") && !groups.swap()) {
                pod.tell(
                        "resources.memorySwap",
                        pointer,
                        who + "has a limit of swap, which this kernel does not keep; switch swap accounting on"
                                + " (swapaccount=1 on the kernel's command line)");
            }
        });
        if (bounds.blockIo().weight().isPresent() && groups.controllers().contains("io") && !groups.weight()) {
            pod.tell(
                    "resources.blockIO.weight",
                    pointer,
                    who
                            + "has a weight of block I/O, and this kernel weighs none; choose the scheduler bfq for the device,"
                            + " or declare rates instead");
        }
    }

    /** An ordinary user raises no limit beyond the own, and a container that asks for it does not start. */
    private void ulimits(ContainerSpec container, String who, String pointer, OnePod pod) {
        container
                .settings()
                .bounds()
                .ulimits()
                .forEach(limit -> facts.abilities()
                        .exceeded(limit.name(), limit.hard())
                        .ifPresent(most -> pod.tell(
                                "resources.ulimits[" + limit.name() + "]",
                                pointer,
                                who + "has the ulimit " + limit + ", and this user may have " + most
                                        + " at most, so that the container does not start; ask for less, or give the user"
                                        + " more in /etc/security/limits.conf and log in again")));
    }

    /** The pod whose containers are looked at. */
    private final class OnePod {
        private final PodSpec pod;
        private final Source source;
        private final SortedMap<String, String> enforced;

        OnePod(PodSpec pod, Source source, SortedMap<String, String> enforced) {
            this.pod = pod;
            this.source = source;
            this.enforced = enforced;
        }

        /**
         * A warning, or an error where it is enforced.
         *
         * @param field of profiles, or the beginning of several
         */
        void tell(String field, String pointer, String problem) {
            found.add(enforcer(field)
                    .map(profile -> error(pointer, problem + "; " + profile + " enforces it"))
                    .orElseGet(() -> Diagnostic.warning(source.at(pointer), text(problem))));
        }

        private Optional<String> enforcer(String field) {
            return enforced.tailMap(field).entrySet().stream()
                    .findFirst()
                    .filter(entry -> isOf(field, entry.getKey()))
                    .map(Map.Entry::getValue);
        }

        private static boolean isOf(String field, String path) {
            return path.equals(field) || path.startsWith(field.endsWith(".") ? field : field + ".");
        }

        void refuse(String pointer, String problem) {
            found.add(error(pointer, problem));
        }

        private Diagnostic error(String pointer, String problem) {
            return Diagnostic.error(source.at(pointer), text(problem));
        }

        private String text(String problem) {
            return "Pod " + pod.key().id() + ": " + problem;
        }
    }
}
