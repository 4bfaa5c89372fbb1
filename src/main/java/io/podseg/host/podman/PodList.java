package io.podseg.host.podman;

import io.podseg.host.podman.api.ContainerRow;
import io.podseg.host.podman.api.PodRow;
import io.podseg.reconcile.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Podman's list of pods, as it is or as it was. Podman answers it once nobody stops any of them: a pod that is given a minute to end
 * makes everybody wait for a minute (tried with 4.3.1; its list of containers comes at once), and with them every change of a policy.
 * Name, labels and first container of a pod never change: where all pods of the containers are known, nobody need wait.
 */
final class PodList {
    /** Asks Podman. */
    @FunctionalInterface
    interface Asking {
        List<PodRow> ask() throws HostException;
    }

    /** Longer than an answer takes that nobody holds up. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Asking asking;
    private final Duration patience;
    private final Map<String, PodRow> made = new ConcurrentHashMap<>();
    private Optional<FutureTask<List<PodRow>>> open = Optional.empty();
    private List<PodRow> last = List.of();

    PodList(Asking asking) {
        this(asking, PATIENCE);
    }

    /**
     * A list.
     *
     * @param patience how long an answer is waited for where all pods are known
     */
    PodList(Asking asking, Duration patience) {
        this.asking = asking;
        this.patience = patience;
    }

    /** Remembers a pod that was just made. */
    void add(String id, String name, Map<String, String> labels) {
        made.put(id, new PodRow(id, name, "", labels));
    }

    /** Forgets one that was made and has been removed since. */
    void remove(String name) {
        made.values().removeIf(row -> row.name().equals(name));
    }

    /**
     * All pods.
     *
     * @param containers all containers, listed just before
     */
    synchronized List<PodRow> with(List<ContainerRow> containers) throws HostException {
        Optional<List<PodRow>> known = known(containers);
        boolean earlier = open.isPresent();
        FutureTask<List<PodRow>> question = open.orElseGet(this::ask);
        open = Optional.of(question);
        try {
            List<PodRow> rows =
                    known.isPresent() ? question.get(patience.toMillis(), TimeUnit.MILLISECONDS) : question.get();
            open = Optional.empty();
            remember(rows);
            // It may have been asked before what is there now.
            return earlier ? with(containers) : rows;
        } catch (TimeoutException e) {
            return known.orElseThrow(() -> new IllegalStateException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("Interrupted while Podman listed its pods.", e);
        } catch (ExecutionException e) {
            open = Optional.empty();
            if (earlier) {
                return with(containers);
            }
            if (e.getCause() instanceof HostException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private FutureTask<List<PodRow>> ask() {
        FutureTask<List<PodRow>> question = new FutureTask<>(asking::ask);
        Thread.ofVirtual().name("pods").start(question);
        return question;
    }

    private void remember(List<PodRow> rows) {
        last = rows;
        rows.forEach(row -> made.remove(row.id()));
    }

    /**
     * The pods of these containers, where all of them are known. A pod without a container that holds its network may have none at
     * all, and is taken to be there yet; another one goes with that container.
     */
    private Optional<List<PodRow>> known(List<ContainerRow> containers) {
        Map<String, String> infra = new HashMap<>();
        containers.stream()
                .filter(row -> !row.pod().isEmpty())
                .forEach(row -> infra.merge(row.pod(), row.infra() ? row.id() : "", String::concat));
        List<PodRow> known = new ArrayList<>();
        last.stream()
                .filter(row -> row.infraId().isEmpty() || infra.containsKey(row.id()))
                .forEach(known::add);
        made.values().stream()
                .filter(row -> infra.containsKey(row.id()))
                .map(row -> new PodRow(row.id(), row.name(), infra.getOrDefault(row.id(), ""), row.labels()))
                .forEach(known::add);
        Set<String> ids = known.stream().map(PodRow::id).collect(Collectors.toSet());
        return ids.containsAll(infra.keySet()) ? Optional.of(known) : Optional.empty();
    }
}
