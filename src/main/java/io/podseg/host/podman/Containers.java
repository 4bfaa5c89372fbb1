package io.podseg.host.podman;

import io.podseg.host.podman.api.Answers;
import io.podseg.host.podman.api.ContainerCreate;
import io.podseg.host.podman.api.ContainerInspect;
import io.podseg.host.podman.api.ContainerRow;
import io.podseg.host.podman.api.ContainerUpdate;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Single containers that were made: how they are, what they wrote, and programs in them. */
final class Containers {
    /** What a shell tells of a program that cannot be found. */
    private static final int NOT_FOUND = 127;

    private final Connection connection;
    private final Calls calls;
    private final Cgroups groups = new Cgroups();

    Containers(Connection connection) {
        this.connection = connection;
        this.calls = connection.calls();
    }

    private ContainerInspect inspect(String name) throws HostException {
        ContainerInspect found = calls.call(
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
                run(state.status(), state.exitCode()),
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

    private static Instant instant(String time) {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    List<String> logs(String name, int lines) throws HostException {
        try (Response response = calls.call(
                "read what the container " + name + " wrote",
                () -> connection.quick().logs(name, true, true, Integer.toString(lines)))) {
            List<String> all =
                    Frames.text(response.readEntity(byte[].class)).lines().toList();
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

    /** By id, what each container that runs may use, as far as that can be read. */
    Map<String, Limits> limits(List<ContainerRow> rows) {
        Map<String, Limits> limits = new HashMap<>();
        rows.stream()
                .filter(row -> row.pid() > 0)
                .forEach(row -> groups.limits(row.pid(), row.id()).ifPresent(found -> limits.put(row.id(), found)));
        return limits;
    }

    void updateLimits(PodSpec pod) throws HostException {
        for (ContainerSpec container : pod.containers()) {
            ContainerInspect found = inspect(container.podmanName());
            Limits wanted = Limits.of(container);
            Optional<Limits> actual = limits(found);
            if (isRunning(found)
                    && !actual.filter(limits -> isSame(wanted, limits)).isPresent()) {
                ContainerUpdate update = update(found, wanted);
                calls.run(
                        "change the limits of the container " + found.name(),
                        () -> connection.quick().updateContainer(found.name(), update));
                verify(found, wanted);
            }
        }
    }

    private static boolean isRunning(ContainerInspect found) {
        return found.state() != null && found.state().pid() > 0;
    }

    private Optional<Limits> limits(ContainerInspect found) {
        ContainerInspect.State state = found.state();
        return state == null ? Optional.empty() : groups.limits(state.pid(), found.id());
    }

    private static boolean isSame(Limits wanted, Limits actual) {
        return wanted.sameMemory(actual) && wanted.sameCpu(actual);
    }

    /** Where Podman has limited swap too, to as much as memory, it has to follow: memory may not be above it. */
    private static ContainerUpdate update(ContainerInspect found, Limits wanted) {
        Optional<Long> swap = Optional.ofNullable(found.host())
                .filter(host -> host.swap() != 0)
                .map(host -> wanted.memory().map(memory -> memory * 2).orElse(-1L));
        return new ContainerUpdate(
                Optional.of(new ContainerUpdate.Memory(wanted.memory().orElse(-1L), swap)),
                Optional.of(new ContainerCreate.Cpu(
                        Optional.of(wanted.cpuQuota().orElse(-1L)),
                        Optional.of(Limits.CPU_PERIOD),
                        Optional.empty(),
                        Optional.empty())));
    }

    private void verify(ContainerInspect found, Limits wanted) throws HostException {
        Optional<Limits> now = limits(found);
        if (now.isPresent() && !isSame(wanted, now.get())) {
            throw new HostException(
                    "The limits of the container " + found.name() + " were changed, but the kernel keeps"
                            + " memory " + now.get().memoryText().orElse("unlimited") + " and processor "
                            + now.get().cpuText().orElse("unlimited") + ".");
        }
    }

    private Execution exec(String name, List<String> command) throws HostException {
        Answers.Created session = calls.call(
                "prepare a program in the container " + name,
                () -> connection.quick().createExec(name, new ExecCreate(command, true, true)));
        String output;
        try (Response response = calls.call(
                "run " + command.getFirst() + " in the container " + name,
                () -> connection.slow().startExec(session.id(), new ExecCreate.Start(false)))) {
            output = Frames.text(response.readEntity(byte[].class));
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
