package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.conformance.RandomManifests;
import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Family;
import io.podseg.plan.PlanDigest;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.Reconciler.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One that has followed a folder and its host from the beginning, and remembers files, host, compiled rules and all, plans and
 * does the same as one that is new at each step.
 */
@NullMarked
class IncrementalTest {
    private static final int STEPS = 30;

    @TempDir
    Path temp = Path.of("");

    /** A host with whoever works on it. */
    private static final class Side {
        private final FakePodman podman = new FakePodman();
        private final FakeNetfilter netfilter = new FakeNetfilter();
        private final MemoryStore store = new MemoryStore();

        Side() {
            podman.addImage("localhost/podseg-servers:1");
        }
    }

    private final Side old = new Side();
    private final Side fresh = new Side();
    private final HostView view = new HostView(new HostPorts(old.podman, old.netfilter), System::nanoTime);
    private final Reconciler follower = new Reconciler(view.podman(), view.netfilter(), old.store);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theSameAsFromScratch(long seed) throws Exception {
        Random random = new Random(seed);
        Path folder = Files.createDirectories(temp.resolve("manifests"));
        documents(random.nextLong()).forEach(document -> put(folder, document));
        FolderSource source = new FolderSource(List.of(folder));
        Set<Trigger> triggers = new TreeSet<>(Set.of(Trigger.START));
        for (int step = 0; step < STEPS; step++) {
            compare(source, folder, triggers, "seed " + seed + " step " + step);
            triggers = new TreeSet<>(change(random, folder));
        }
    }

    private void compare(FolderSource source, Path folder, Set<Trigger> triggers, String what) throws HostException {
        Loaded mine = source.load();
        Loaded other = new FolderSource(List.of(folder)).load();
        assertThat(mine).as(what).isEqualTo(other);
        view.doubt(triggers);
        Reconciler scratch = new Reconciler(fresh.podman, fresh.netfilter, fresh.store);
        Planned known = follower.plan(mine.declarations(), mine.revision(), true);
        Planned expected = scratch.plan(other.declarations(), other.revision(), true);
        assertThat(known.desired()).as(what).isEqualTo(expected.desired());
        assertThat(known.plan()).as(what).isEqualTo(expected.plan());
        assertThat(PlanDigest.of(known.plan())).as(what).isEqualTo(PlanDigest.of(expected.plan()));
        if (expected.desired().hasErrors()) {
            return;
        }
        assertThat(follower.apply(known, Progress.SILENT))
                .as(what)
                .isEqualTo(scratch.apply(expected, Progress.SILENT))
                .allMatch(Outcome.Applied.class::isInstance);
        assertThat(old.netfilter.observe()).as(what).isEqualTo(fresh.netfilter.observe());
        assertThat(old.podman.observe()).as(what).isEqualTo(fresh.podman.observe());
        assertThat(old.store.load()).as(what).isEqualTo(fresh.store.load());
        assertThat(follower.observe().firewall()).as(what).isEqualTo(old.netfilter.observe());
    }

    private record Document(String name, String text) {}

    /** Each object as a file of its own. */
    private List<Document> documents(long seed) throws IOException {
        Path scratch = Files.createDirectories(temp.resolve("scratch"));
        List<Document> documents = new ArrayList<>();
        for (Path file : RandomManifests.write(seed, scratch)) {
            int number = 0;
            for (String text : Files.readString(file).split("(?m)^---.*\n")) {
                if (!text.isBlank()) {
                    documents.add(new Document(file.getFileName().toString().replace(".yaml", "-" + number++), text));
                }
            }
        }
        return documents;
    }

    private static void put(Path folder, Document document) {
        try {
            Files.writeString(folder.resolve(document.name() + ".yaml"), document.text());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does something to files or to both hosts, and says what tells of it. */
    private Set<Trigger> change(Random random, Path folder) throws Exception {
        return switch (random.nextInt(8)) {
            case 0 -> {
                removePod(random);
                yield Set.of(Trigger.PODMAN);
            }
            case 1 -> {
                spoilRules(random);
                yield Set.of(Trigger.NETFILTER);
            }
            case 2 -> Set.of(Trigger.SCHEDULE);
            case 3 -> {
                remove(random, folder);
                yield Set.of(Trigger.FILES);
            }
            default -> {
                List<Document> next = documents(random.nextLong());
                for (int i = random.nextInt(3); i >= 0; i--) {
                    put(folder, next.get(random.nextInt(next.size())));
                }
                yield Set.of(Trigger.FILES);
            }
        };
    }

    private static void remove(Random random, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> policies = files.filter(
                            file -> file.getFileName().toString().startsWith("policies"))
                    .sorted()
                    .toList();
            if (!policies.isEmpty()) {
                Files.delete(policies.get(random.nextInt(policies.size())));
            }
        }
    }

    private void removePod(Random random) throws HostException {
        List<String> pods = List.copyOf(fresh.podman.observe().pods().keySet());
        if (!pods.isEmpty()) {
            String pod = pods.get(random.nextInt(pods.size()));
            old.podman.removePodByHand(pod);
            fresh.podman.removePodByHand(pod);
        }
    }

    private void spoilRules(Random random) throws HostException {
        List<String> chains = fresh.netfilter.observe().table(Family.V4).chains().keySet().stream()
                .filter(chain -> chain.startsWith("PODSEG-I"))
                .toList();
        Optional<String> chain =
                chains.stream().skip(random.nextInt(chains.size())).findFirst();
        if (chain.isPresent()) {
            List<String> lines = List.of("*mangle", ":" + chain.get() + " - [0:0]", "COMMIT");
            old.netfilter.tamper(Family.V4, lines);
            fresh.netfilter.tamper(Family.V4, lines);
        }
    }
}
