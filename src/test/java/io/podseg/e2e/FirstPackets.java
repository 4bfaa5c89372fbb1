package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.e2e.Crowd.Resident;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The firewall stands before a pod's first packet, whenever podseg is killed: counted, in hundreds of starts.
 *
 * <p>That it can fail was tried: with pods that start before the new rules are written, and with the sets and rules of two
 * generations written one after the other in place, forbidden packets arrive in the first generations.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class FirstPackets {
    private static final long SEED = Long.getLong("podseg.packets.seed", System.nanoTime());

    /** Starts podseg, kills it some time after it began to change things; prints how it ended, 137 where the kill came in time. */
    private static final String KILL =
            "\"$1\" apply --yes --timeout 0 -f /run/lab/crowd/all.yaml > /run/lab/crowd/apply.log 2>&1 & pid=$!;"
                    + " until grep -q \"$3\" /run/lab/crowd/apply.log || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done;"
                    + " sleep \"$2\"; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null; echo $?";

    private final Lab lab;
    private final int starts;
    private final int kills;
    private final Hammer hammer;
    private final Crowd crowd = new Crowd();
    private final Random random = new Random(SEED);
    private final Map<String, Long> sums = new TreeMap<>();

    /** How long an apply works, as far as is known: kills are spread over this. */
    private double seconds = 2;

    private PacketWatch watch;

    /**
     * In a lab of its own.
     *
     * @param starts how many starts of pods at least
     * @param kills how often podseg is killed at least
     */
    FirstPackets(Lab lab, int starts, int kills) {
        this.lab = lab;
        this.starts = starts;
        this.kills = kills;
        hammer = new Hammer(lab);
    }

    @BeforeAll
    void start() {
        lab.run("mkdir", "-m", "777", "/run/lab/crowd").ok();
        write(0);
        // A user's bridges are there with the first containers.
        if (lab.isRootless()) {
            apply();
            lab.attachOutside("10.77.0.0/24", "10.78.0.0/24", "fd77::/64", "fd78::/64");
            watch = new PacketWatch(lab);
        } else {
            watch = new PacketWatch(lab);
            apply();
        }
        watch.forgetOutside();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void nothingForbiddenPassesInHundredsOfStartsAndKills() {
        System.out.println(getClass().getSimpleName() + ": seed " + SEED);
        long began = System.nanoTime();
        hammerEverything();
        for (int generation = 1; sum("starts") < starts || sum("kills") < kills; generation++) {
            change(generation);
        }
        assertThat(lab.podseg("plan", "-f", "/run/lab/crowd/all.yaml").ok().stdout())
                .contains("No changes");
        sums.put("seconds", (System.nanoTime() - began) / 1_000_000_000);
        System.out.println(getClass().getSimpleName() + ": " + sums);
        for (Resident receiver : List.of(Resident.RECEIVER_A, Resident.RECEIVER_B)) {
            assertArrivals(receiver.container(), watch.at(receiver.container()));
        }
        assertArrivals("outside", watch.outside());
        assertArrivals("bridges", watch.onBridges());
    }

    private void assertArrivals(String where, PacketWatch.Arrivals arrivals) {
        System.out.println(getClass().getSimpleName() + ": " + where + " " + arrivals);
        assertThat(arrivals.allowed()).as("allowed at " + where).isPositive();
        assertThat(arrivals.forbidden()).as("forbidden at " + where).isZero();
    }

    private void change(int generation) {
        watch.forget();
        write(generation);
        killedApply("");
        for (int i = 0; i < 4; i++) {
            killedApply("^Plan:");
        }
        apply();
        lab.await("all to send", () -> watch.began(Crowd.mark(generation)) == Crowd.members(generation));
        add("starts", Crowd.members(generation));
        Map<PacketWatch.Flow, Long> passed = watch.passed();
        List<String> forbidden = new ArrayList<>();
        passed.forEach((flow, packets) -> {
            boolean allowed = Crowd.allows(generation - 1, flow.source(), flow.destination(), flow.port())
                    || Crowd.allows(generation, flow.source(), flow.destination(), flow.port());
            add(allowed ? "allowed" : "forbidden", packets);
            if (!allowed) {
                forbidden.add(flow + " x " + packets);
            }
        });
        List<PacketWatch.Marked> marked = watch.marked(Crowd.mark(generation));
        assertThat(marked).as("what pods of this generation reached").isNotEmpty();
        assertThat(marked.stream().filter(sent -> !Crowd.allows(generation, sent.source(), "", sent.port())))
                .as("what only older pods at the addresses of new ones might, seed " + SEED)
                .isEmpty();
        watch.tried().forEach((flow, packets) -> add("tried", packets));
        assertThat(forbidden).as("generation " + generation + ", seed " + SEED).isEmpty();
    }

    private void killedApply(String from) {
        String delay = "%.3f".formatted(random.nextDouble() * seconds);
        Result result = lab.asUser("sh", "-c", KILL, "sh", Lab.launcher(), delay, from);
        boolean killed = result.text().equals("137");
        add(killed ? "kills" : "applies that ended before the kill", 1);
        seconds *= killed ? 1.05 : 0.8;
    }

    private void write(int generation) {
        lab.runWithInput(crowd.yaml(generation), "sh", "-c", "cat > /run/lab/crowd/all.yaml")
                .ok();
    }

    private void apply() {
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd/all.yaml")
                .ok();
    }

    private void hammerEverything() {
        for (Resident resident : Resident.values()) {
            watch.watch(resident.container());
        }
        List<String> fromLoud = new ArrayList<>();
        List<String> fromOutside = new ArrayList<>();
        IntStream.range(0, Crowd.SIZE).forEach(member -> {
            List<String> addresses = Crowd.addresses(member);
            fromLoud.addAll(Crowd.targets(addresses, 83));
            fromLoud.add(Crowd.target("udp", addresses.getFirst(), 82));
            fromLoud.add(Crowd.target("tcp", addresses.getFirst(), 80));
            fromOutside.addAll(Crowd.targets(addresses.subList(0, 1), 81));
        });
        hammer(Resident.LOUD, "0.04", fromLoud);
        hammer(Resident.SIDE_P, "0.015", Crowd.targets(Resident.SIDE_Q.addresses(), 86));
        hammer(Resident.SIDE_Q, "0.015", Crowd.targets(Resident.SIDE_P.addresses(), 86));
        hammer(Resident.SWAP_R, "0.015", Crowd.targets(Resident.SWAP_S.addresses(), 87));
        hammer(Resident.TEAM, "0.015", Crowd.targets(Resident.RECEIVER_A.addresses(), 88));
        hammer.from(Hammer.OUTSIDE, "0.04", fromOutside);
    }

    private void hammer(Resident from, String pause, List<String> targets) {
        hammer.from(watch.inside(from.container()), pause, targets);
    }

    private void add(String what, long number) {
        sums.merge(what, number, Long::sum);
    }

    private long sum(String what) {
        return sums.getOrDefault(what, 0L);
    }
}
