package io.podseg.host.podman;

import io.podseg.host.cgroup.Cgroups;
import io.podseg.host.cgroup.DeviceNames;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.podman.api.Answers;
import io.podseg.host.podman.api.ContainerInspect;
import io.podseg.host.podman.api.ContainerRow;
import io.podseg.host.podman.api.ExecCreate;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PodmanPort.Execution;
import io.podseg.reconcile.Vitals;
import io.podseg.state.ContainerRun;
import io.podseg.state.ContainerSpec;
import io.podseg.state.Limits;
import io.podseg.state.PodSpec;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Single containers that were made: how they are, what they wrote, and programs in them. */
final class Containers {
    /** What a shell tells of a program that cannot be found. */
    private static final int NOT_FOUND = 127;

    /** How long prlimit(1) may take. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Connection connection;
    private final Calls calls;
    private final Cgroups groups = new Cgroups();
    private final CommandRunner runner = new ProcessRunner(LIMIT);

    Containers(Connection connection) {
        this.connection = connection;
        this.calls = connection.calls();
    }

    private ContainerInspect inspect(String name) throws HostException {
        ContainerInspect found = calls.read(
                "read the container " + name, () -> connection.quick().container(name));
        if (found.state() == null || !found.name().equals(name)) {
            throw new HostException("There is no container " + name + " any more.");
        }
        return found;
    }

    Vitals vitals(String name) throws HostException {
        ContainerInspect found = inspect(name);
        ContainerInspect.State state = Objects.requireNonNull(found.state());
        return new Vitals(
                found.isSpent() ? spent(run(state.status(), state.exitCode())) : run(state.status(), state.exitCode()),
                state.exitCode(),
                found.restarts(),
                instant(state.startedAt()),
                state.pid(),
                state.outOfMemory());
    }

    /** Podman's word for the state of a container. */
    static ContainerRun run(String state, int exitCode) {
        return switch (state) {
            case "running", "stopping" -> ContainerRun.RUNNING;
            case "paused" -> ContainerRun.PAUSED;
            case "created", "configured", "initialized" -> ContainerRun.CREATED;
            case "exited", "stopped" -> exitCode == 0 ? ContainerRun.COMPLETED : ContainerRun.FAILED;
            default -> ContainerRun.FAILED;
        };
    }

    private static ContainerRun spent(ContainerRun run) {
        return run == ContainerRun.FAILED ? ContainerRun.SPENT : run;
    }

    private static Instant instant(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    List<String> logs(String name, int lines) throws HostException {
        String doing = "read what the container " + name + " wrote";
        try (Response response =
                calls.call(doing, () -> connection.quick().logs(name, true, true, Integer.toString(lines)))) {
            List<String> all = Frames.text(calls.call(doing, () -> response.readEntity(byte[].class)))
                    .lines()
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        }
    }

    /** Podman has no way to end the program: where it hangs it is left alone. */
    Execution exec(String name, List<String> command, Duration limit) throws HostException {
        FutureTask<Execution> task = new FutureTask<>(() -> exec(name, command));
        Thread.ofVirtual().name("exec-" + name).start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Execution(Optional.empty(), "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("Interrupted while a program ran in the container " + name + ".", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HostException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }

    /** By id, what each container of podseg's pods that runs may use, as far as that can be read. */
    Map<String, Limits> limits(List<ContainerRow> rows) {
        Map<String, Limits> limits = new HashMap<>();
        DeviceNames names = groups.devices().now();
        rows.stream()
                .filter(row -> row.pid() > 0 && !row.infra() && row.labels().containsKey(Labels.CONTAINER))
                .forEach(row ->
                        groups.limits(row.pid(), row.id(), names).ifPresent(found -> limits.put(row.id(), found)));
        return limits;
    }

    /** Ids of those that failed and will not be started again, because Podman has done so as often as it may. */
    Set<String> spent(List<ContainerRow> rows) throws HostException {
        Set<String> spent = new HashSet<>();
        for (ContainerRow row : rows) {
            if (row.labels().containsKey(Labels.CONTAINER)
                    && run(row.state(), row.exitCode()) == ContainerRun.FAILED
                    && isSpent(row.id())) {
                spent.add(row.id());
            }
        }
        return spent;
    }

    private boolean isSpent(String id) throws HostException {
        return calls.find("read the container " + id, () -> connection.quick().container(id))
                .filter(ContainerInspect::isSpent)
                .isPresent();
    }

    void updateLimits(PodSpec pod) throws HostException {
        for (ContainerSpec container : pod.containers()) {
            ContainerInspect found = inspect(container.podmanName());
            LimitUpdate update = new LimitUpdate(groups, runner, found, Limits.of(container));
            if (update.isNeeded()) {
                updateLimits(found, update);
            }
        }
    }

    /** A program that ends meanwhile, as one does that ends again and again, has no limits to be changed. */
    private void updateLimits(ContainerInspect found, LimitUpdate update) throws HostException {
        try {
            calls.run(
                    "change the limits of the container " + found.name(),
                    () -> connection.quick().updateContainer(found.name(), update.request()));
            update.finish();
        } catch (HostException e) {
            if (process(inspect(found.name())) == process(found) && !update.hasEnded()) {
                throw e;
            }
        }
    }

    private static long process(ContainerInspect found) {
        return Optional.ofNullable(found.state())
                .map(ContainerInspect.State::pid)
                .orElse(0L);
    }

    private Execution exec(String name, List<String> command) throws HostException {
        Answers.Created session = calls.call(
                "prepare a program in the container " + name,
                () -> connection.quick().createExec(name, new ExecCreate(command, true, true)));
        String output;
        String doing = "run " + command.getFirst() + " in the container " + name;
        try (Response response =
                calls.call(doing, () -> connection.slow().startExec(session.id(), new ExecCreate.Start(false)))) {
            output = Frames.text(calls.call(doing, () -> response.readEntity(byte[].class)));
        } catch (HostException e) {
            if (Calls.status(e) == 0) {
                throw e;
            }
            return new Execution(Optional.of(NOT_FOUND), String.valueOf(e.getMessage()));
        }
        ExecCreate.Session ended =
                calls.call("ask for an exit code", () -> connection.quick().exec(session.id()));
        return new Execution(Optional.of(ended.exitCode()), output);
    }
}
