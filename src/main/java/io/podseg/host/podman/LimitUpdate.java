package io.podseg.host.podman;

import io.podseg.host.cgroup.Cgroups;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.podman.api.ContainerCreate;
import io.podseg.host.podman.api.ContainerInspect;
import io.podseg.host.podman.api.ContainerUpdate;
import io.podseg.model.Hardening.Ulimit;
import io.podseg.reconcile.HostException;
import io.podseg.state.Limits;
import io.podseg.state.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The limits of one container that runs, made those that it should have: by Podman where it can, rates of block devices in the
 * control group and limits of processes by prlimit(1).
 */
final class LimitUpdate {
    private final Cgroups groups;
    private final CommandRunner runner;
    private final ContainerInspect found;
    private final Limits wanted;
    private final long process;
    private boolean seen;

    LimitUpdate(Cgroups groups, CommandRunner runner, ContainerInspect found, Limits wanted) {
        this.groups = groups;
        this.runner = runner;
        this.found = found;
        this.wanted = wanted;
        this.process = Optional.ofNullable(found.state())
                .map(ContainerInspect.State::pid)
                .orElse(0L);
    }

    /** Whether it runs and can have other limits than it has. */
    boolean isNeeded() {
        Optional<Limits> now = actual();
        seen = now.isPresent();
        return process > 0 && groups.canLimit() && !now.filter(wanted::areKept).isPresent();
    }

    /**
     * Whether the process that was found has ended, whatever Podman still tells. One that was never seen here, where processes may
     * have other numbers than Podman tells, counts as alive.
     */
    boolean hasEnded() {
        return seen && !Files.exists(Path.of("/proc", first()));
    }

    private Optional<Limits> actual() {
        return groups.limits(process, found.id());
    }

    /** Where Podman has limited swap too, to as much as memory, it has to follow: memory may not be above it. What is declared stays. */
    ContainerUpdate request() {
        Optional<Long> swap = wanted.swap()
                .or(() -> Optional.ofNullable(found.host())
                        .filter(host -> host.swap() != 0)
                        .map(_ -> wanted.memory().map(memory -> memory * 2).orElse(-1L)));
        return new ContainerUpdate(
                Optional.of(new ContainerUpdate.Memory(wanted.memory().orElse(-1L), wanted.reservation(), swap)),
                Optional.of(new ContainerCreate.Cpu(
                        wanted.shares().map(Weight::value),
                        Optional.of(wanted.cpuQuota().orElse(-1L)),
                        Optional.of(Limits.CPU_PERIOD),
                        wanted.cpus().map(Object::toString),
                        wanted.memoryNodes().map(Object::toString))),
                wanted.pids().map(ContainerCreate.Pids::new),
                wanted.ioWeight().map(weight -> new ContainerCreate.BlockIo((int) weight.value())));
    }

    /**
     * What Podman's call for updates does not change.
     *
     * @throws HostException also where the kernel keeps others in the end
     */
    void finish() throws HostException {
        Optional<Limits> now = actual();
        if (now.isEmpty()) {
            return;
        }
        rates(wanted.against(now.get()));
        ulimits(wanted.against(now.get()));
        verify();
    }

    private void rates(Limits kept) throws HostException {
        Map<String, Long> missing = new TreeMap<>(wanted.ioRates().orElse(new TreeMap<>()));
        missing.entrySet().removeAll(kept.ioRates().orElse(new TreeMap<>()).entrySet());
        for (Map.Entry<String, Long> rate : missing.entrySet()) {
            String path = rate.getKey()
                    .substring(rate.getKey().indexOf('[') + 1, rate.getKey().length() - 1);
            try {
                String number = groups.devices()
                        .number(path)
                        .orElseThrow(() -> new IOException("there is no block device " + path));
                groups.files(process, found.id()).setRate(rate.getKey(), number, rate.getValue());
            } catch (IOException e) {
                throw new HostException(
                        "The container " + found.name() + " cannot get its rate " + rate.getKey() + ": "
                                + e.getMessage(),
                        e);
            }
        }
    }

    /** Its other processes have what they got from the first one. */
    private void ulimits(Limits kept) throws HostException {
        List<String> options = new ArrayList<>();
        for (Ulimit limit : wanted.ulimits()) {
            if (!kept.ulimits().contains(limit)) {
                options.add("--" + limit.name() + "=" + text(limit.soft()) + ":" + text(limit.hard()));
            }
        }
        if (options.isEmpty()) {
            return;
        }
        for (String each : processes()) {
            List<String> argv = new ArrayList<>(List.of("prlimit", "--pid", each));
            argv.addAll(options);
            // Another process than the first may end at any time.
            if (!(runner.run(argv, "") instanceof Exited exited && (exited.exit() == 0 || !each.equals(first())))) {
                throw new HostException("The container " + found.name() + " cannot get back its limits of processes ("
                        + String.join(" ", options) + "): prlimit failed; it is in the package util-linux.");
            }
        }
    }

    private String first() {
        return Long.toString(process);
    }

    private List<String> processes() {
        List<String> all = new ArrayList<>(List.of(first()));
        try {
            groups.files(process, found.id()).processes().stream()
                    .filter(each -> !each.equals(first()) && each.matches("[1-9][0-9]*"))
                    .forEach(all::add);
        } catch (IOException e) {
            // It has just ended, which the verification tells.
        }
        return all;
    }

    private static String text(long limit) {
        return limit < 0 ? "unlimited" : Long.toString(limit);
    }

    private void verify() throws HostException {
        Optional<Limits> now = actual();
        if (now.isPresent() && !wanted.areKept(now.get())) {
            throw new HostException("The limits of the container " + found.name()
                    + " were changed, but the kernel keeps " + told(now.get()) + ".");
        }
    }

    private String told(Limits now) {
        Limits kept = wanted.against(now);
        List<String> told = new ArrayList<>();
        tell(told, "memory", wanted.memoryText(), kept.memoryText());
        tell(told, "processor", wanted.cpuText(), kept.cpuText());
        tell(told, "memory and swap", wanted.swap(), kept.swap());
        tell(told, "memory reservation", wanted.reservation(), kept.reservation());
        tell(told, "processor shares", wanted.shares(), kept.shares());
        tell(told, "processors", wanted.cpus(), kept.cpus());
        tell(told, "memory nodes", wanted.memoryNodes(), kept.memoryNodes());
        tell(told, "processes", wanted.pids(), kept.pids());
        tell(told, "block I/O weight", wanted.ioWeight(), kept.ioWeight());
        tell(told, "block I/O rates", wanted.ioRates(), kept.ioRates());
        tell(told, "ulimits", Optional.of(wanted.ulimits()), Optional.of(kept.ulimits()));
        return String.join(", ", told);
    }

    private static void tell(List<String> told, String what, Optional<?> wanted, Optional<?> kept) {
        if (!wanted.equals(kept)) {
            told.add(what + " " + kept.map(Objects::toString).orElse("unlimited"));
        }
    }
}
