package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.conformance.Attempt;
import io.podseg.conformance.Nine;
import io.podseg.conformance.Offline;
import io.podseg.conformance.RandomManifests;
import io.podseg.conformance.Situation;
import io.podseg.conformance.Step;
import io.podseg.lab.Lab;
import io.podseg.policy.ReachabilityTable.Port;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conformance cases on a real kernel, in one of the ways in which a firewall can stand: what podseg says about the manifests,
 * what it reads in the kernel's rules, and what real connections meet, is what the words of the API say. The pods start once; each
 * case changes policies and labels only.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class Conformance {
    /** Every case in every way, which takes minutes for each; without it, the ways beside the first have a part. */
    private static final boolean ALL = Boolean.getBoolean("podseg.conformance.all");

    /** All cases. */
    static final String EVERY = ".*";

    /** A part of the cases that has something of every topic. */
    static final String PART = "both-and|cidr-(egress-except|ipv6-except|excepts-of-two-blocks-1|ingress-outside)"
            + "|default-deny-(both|egress|ingress)|delete-last-policy|directions-(confused-1|replies)|dns-(allowed|denied)"
            + "|egress-own-namespace|namespaces-match-labels|peers-of-every-kind|pods-several-expressions"
            + "|policies-(add-up|egress-denied-ingress-allowed)|ports-(name|range)|protocols-sctp-only"
            + "|relabel-(peer|target)|update-allow-to-deny";

    /** {@code matrix --probe} waits for silence, so it joins in this often; the lab's own attempts are made for every table. */
    private static final int PROBED_EACH = 6;

    /** Where there is a part of the cases, {@code matrix} is asked this often; connections are tried for every table. */
    private static final int ASKED_EACH = 3;

    private final Lab lab;
    private final int samples;
    private NinePods pods;
    private Path world;
    private List<String> containers;

    @TempDir
    private Path scratch;

    private int tried;

    /**
     * In a lab of its own.
     *
     * @param samples how many random sets of policies
     */
    Conformance(Lab lab, int samples) {
        this.lab = lab;
        this.samples = samples;
    }

    /** Names of the cases that this way has, as a pattern. */
    abstract String cases();

    /** The file of the nine pods; whatever else the way needs is made here too. */
    abstract Path prepare(Lab lab, Path folder);

    /** Whether the rules of the host are taken away behind podseg's back, so that those inside the pods decide alone. */
    abstract boolean podLayerAlone();

    @BeforeAll
    void start(@TempDir Path folder) {
        world = lab.readable(prepare(lab, lab.readable(folder)));
        pods = new NinePods(lab, world);
        containers = pods.containers();
        if (podLayerAlone()) {
            lab.blindBridges();
        }
    }

    @AfterAll
    void close() {
        lab.close();
    }

    Stream<Situation> situations() {
        return Situation.all().stream()
                .filter(situation -> ALL || situation.name().matches(cases()));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void everyWayGivesTheExpectedTable(Situation situation) {
        for (Step step : situation.steps()) {
            List<Path> manifests = step.manifests(world, lab.readable(scratch));
            pods.forget();
            pods.apply(manifests);
            agree(
                    step.toString(),
                    manifests,
                    step.expected().attempts(),
                    step.expected()::allowed,
                    tried++ % PROBED_EACH == 0);
        }
        assertThat(pods.containers()).as("no pod was touched").isEqualTo(containers);
    }

    /** The server's next packet would open it anew from the other side, if the kernel were left to itself. */
    @Test
    void aRevokedStreamIsNotPickedUpAgain() {
        pods.apply(List.of(world));
        pods.stream("x/a", "y/b");
        pods.stream("x/b", "y/b");
        pods.apply(Situation.named("egress-deny-pod").steps().getFirst().manifests(world, lab.readable(scratch)));
        int cut = ended("x/a");
        int kept = pods.echoed("x/b");
        lab.await("the other stream", () -> pods.echoed("x/b") > kept + 200);
        assertThat(pods.echoed("x/a")).isEqualTo(cut);
    }

    /** What a stream that is cut has got: its end writes down what has come a moment later. */
    private int ended(String pod) {
        int[] before = {-1};
        lab.await("the end of what " + pod + " has got", () -> {
            int now = pods.echoed(pod);
            boolean same = now == before[0];
            before[0] = now;
            return same;
        });
        return before[0];
    }

    /** Seeds of this run, or the one that is to be tried again: {@code -Dpodseg.conformance.seed=…}. */
    LongStream seeds() {
        Long again = Long.getLong("podseg.conformance.seed");
        return again == null ? new Random().longs(samples) : LongStream.of(again);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyWayGivesTheSameTableForRandomPolicies(long seed) {
        List<Path> manifests = RandomManifests.write(seed, world, lab.readable(scratch));
        pods.forget();
        pods.apply(manifests);
        agree("-Dpodseg.conformance.seed=" + seed, manifests, Nine.attempts(), Offline.of(manifests)::simulated, true);
        assertThat(pods.containers()).as("no pod was touched").isEqualTo(containers);
    }

    private void agree(
            String name, List<Path> manifests, List<Attempt> attempts, Predicate<Attempt> expected, boolean probed) {
        Set<Attempt> allowed = attempts.stream().filter(expected).collect(Collectors.toSet());
        List<Port> ports = attempts.stream().map(Attempt::port).distinct().toList();
        boolean asked = ALL || cases().equals(EVERY) || tried % ASKED_EACH == 1;
        var table = CompletableFuture.supplyAsync(
                () -> asked ? pods.matrix(manifests, ports, probed) : Map.<String, Map<String, Boolean>>of());
        if (podLayerAlone()) {
            table.join();
            lab.dropHostLayer();
        }
        var wrong = new ArrayList<String>();
        List<Attempt> onTheWire = attempts.stream().filter(Attempt::canBeTried).toList();
        pods.probe(onTheWire, allowed).forEach((attempt, passed) -> {
            if (passed != allowed.contains(attempt)) {
                wrong.add("for real " + (passed ? "allowed: " : "denied: ") + attempt);
            }
        });
        Map<String, Map<String, Boolean>> told = table.join();
        Map<String, Boolean> rows = rows(attempts, allowed);
        told.forEach((way, answers) -> rows.forEach((row, open) -> {
            if (!open.equals(answers.getOrDefault(row, way.equals("probed") && !isProbed(row) ? open : !open))) {
                wrong.add("matrix, " + way + (open ? ", denied: " : ", allowed: ") + row);
            }
        }));
        assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(ways(asked, probed));
        assertThat(wrong.stream().sorted().toList())
                .as("%s (%s)", name, manifests)
                .isEmpty();
    }

    private static Set<String> ways(boolean asked, boolean probed) {
        if (!asked) {
            return Set.of();
        }
        return probed ? Set.of("declared", "live", "probed") : Set.of("declared", "live");
    }

    /** What {@code --probe} says nothing of: connections from outside and from the resolver, and SCTP. */
    private static boolean isProbed(String row) {
        return Nine.PODS.stream().anyMatch(pod -> row.startsWith(pod + " ")) && !row.endsWith("SCTP");
    }

    /** As podseg's tables have it: two ends are connected where a pair of their addresses is. */
    private static Map<String, Boolean> rows(Collection<Attempt> attempts, Set<Attempt> allowed) {
        var rows = new HashMap<String, Boolean>();
        attempts.forEach(attempt -> rows.merge(attempt.row(), allowed.contains(attempt), Boolean::logicalOr));
        return rows;
    }
}
