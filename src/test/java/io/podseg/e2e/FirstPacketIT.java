package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.e2e.Crowd.Resident;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The firewall stands before a pod's first packet, whenever podseg is killed: counted, in hundreds of starts. */
@TestInstance(Lifecycle.PER_CLASS)
class FirstPacketIT {
    private static final int STARTS = Integer.getInteger("podseg.packets.starts", 300);
    private static final int KILLS = Integer.getInteger("podseg.packets.kills", 100);
    private static final long SEED = Long.getLong("podseg.packets.seed", System.nanoTime());
    private static final Path SENDER =
            Path.of("src/test/resources/lab/packets/send").toAbsolutePath();

    /** Starts podseg, waits, kills it; prints how it ended, 137 where the kill came in time. */
    private static final String KILL = "\"$1\" apply --yes -f /run/lab/crowd > /run/lab/apply.log 2>&1 & pid=$!;"
            + " sleep \"$2\"; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null; echo $?";

    private final Lab lab = Lab.start();
    private final PacketWatch watch = new PacketWatch(lab);
    private final Crowd crowd = new Crowd(read());
    private final Random random = new Random(SEED);
    private final Map<String, Long> sums = new TreeMap<>();
    private double seconds = 3;

    private static String read() {
        try {
            return Files.readString(SENDER);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void nothingForbiddenPassesInHundredsOfStartsAndKills() {
        System.out.println("FirstPacketIT: seed " + SEED);
        long began = System.nanoTime();
        lab.run("mkdir", "/run/lab/crowd").ok();
        write(0);
        apply();
        hammer();
        int generation = 0;
        while (sum("starts") < STARTS || sum("kills") < KILLS) {
            generation++;
            change(generation);
            System.out.println(generation + " " + sums + " " + (System.nanoTime() - began) / 1_000_000_000 + " s");
        }
        sums.put("seconds", (System.nanoTime() - began) / 1_000_000_000);
        System.out.println("FirstPacketIT: " + sums);
        for (Resident receiver : List.of(Resident.RECEIVER_A, Resident.RECEIVER_B)) {
            assertArrivals(receiver.container(), watch.at(receiver.container()));
        }
        assertArrivals("outside", watch.outside());
        assertArrivals("bridges", watch.onBridges());
    }

    private static void assertArrivals(String where, PacketWatch.Arrivals arrivals) {
        System.out.println("FirstPacketIT: " + where + " " + arrivals);
        assertThat(arrivals.allowed()).as("allowed at " + where).isPositive();
        assertThat(arrivals.forbidden()).as("forbidden at " + where).isZero();
    }

    private void change(int generation) {
        watch.forget();
        write(generation);
        for (int i = 0; i < 4; i++) {
            killedApply();
        }
        long before = System.nanoTime();
        apply();
        seconds = Math.max(1.5, 0.5 * seconds + 0.5 * (System.nanoTime() - before) / 1e9);
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
        watch.tried().forEach((flow, packets) -> add("tried", packets));
        assertThat(forbidden).as("generation " + generation + ", seed " + SEED).isEmpty();
    }

    private void killedApply() {
        double delay = 0.4 + random.nextDouble() * 4;
        Result result = lab.run("sh", "-c", KILL, "sh", Lab.launcher(), "%.3f".formatted(delay));
        if (result.text().equals("137")) {
            add("kills", 1);
        } else {
            add("ended with " + result.text(), 1);
        }
    }

    private void write(int generation) {
        lab.runWithInput(crowd.yaml(generation), "sh", "-c", "cat > /run/lab/crowd/all.yaml")
                .ok();
    }

    private void apply() {
        for (int attempt = 0; attempt < 4; attempt++) {
            Result result = lab.podseg("apply", "--yes", "-f", "/run/lab/crowd");
            if (result.exit() == 0) {
                return;
            }
            System.out.println(result);
            add("applies that failed", 1);
        }
        throw new AssertionError("no end");
    }

    private void hammer() {
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
        hammer(Resident.LOUD, "0.02", fromLoud);
        hammer(Resident.SIDE_P, "0.01", Crowd.targets(Resident.SIDE_Q.addresses(), 86));
        hammer(Resident.SIDE_Q, "0.01", Crowd.targets(Resident.SIDE_P.addresses(), 86));
        hammer(Resident.SWAP_R, "0.01", Crowd.targets(Resident.SWAP_S.addresses(), 87));
        hammer(Resident.TEAM, "0.01", Crowd.targets(Resident.RECEIVER_A.addresses(), 88));
        lab.spawn(command(List.of("ip", "netns", "exec", "outside"), "0.02", fromOutside));
    }

    private void hammer(Resident from, String pause, List<String> targets) {
        lab.spawn(command(List.of(watch.inside(from.container())), pause, targets));
    }

    private static String[] command(List<String> place, String pause, List<String> targets) {
        List<String> argv = new ArrayList<>(place);
        argv.addAll(List.of("perl", SENDER.toString(), "9", pause));
        argv.addAll(targets);
        return argv.toArray(String[]::new);
    }

    private void add(String what, long number) {
        sums.merge(what, number, Long::sum);
    }

    private long sum(String what) {
        return sums.getOrDefault(what, 0L);
    }
}
