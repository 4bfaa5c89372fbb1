package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.e2e.Crowd.Resident;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The rules inside a pod stand before its first packet, with nothing of the host's to help: bridges are hidden from its rules, and
 * a second OCI hook has counters in each pod before its programs start, behind podseg's rules on the way out and in.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class PodLayerFirstPackets {
    private static final String FOLDER = "/run/lab/crowd";
    private static final String MANIFEST = FOLDER + "/all.yaml";
    private static final int GENERATIONS = Integer.getInteger("podseg.packets.generations", 2);

    /** Kills podseg once it has begun to change things. */
    private static final String KILL = "\"$1\" apply --yes --timeout 0 -f " + MANIFEST + " > /dev/null 2>" + FOLDER
            + "/apply.log & pid=$!; sleep \"$2\"; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null; echo $?";

    private final Lab lab;
    private final Hammer hammer;
    private final Crowd crowd = new Crowd();
    private SeenPackets seen;

    PodLayerFirstPackets(Lab lab) {
        this.lab = lab;
        hammer = new Hammer(lab);
    }

    @BeforeAll
    void start() {
        lab.run("mkdir", "-m", "777", FOLDER).ok();
        seen = SeenPackets.install(lab);
        lab.podseg("hook", "install").ok();
        lab.startService();
        write(0);
        apply();
        lab.blindBridges();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void nothingForbiddenLeavesOrEntersAPodFromItsFirstPacketOn() {
        hammer.from(
                inside(Resident.LOUD.container()),
                "0.02",
                IntStream.range(0, Crowd.SIZE)
                        .mapToObj(Crowd::addresses)
                        .flatMap(addresses -> Crowd.targets(addresses, 80, 83).stream())
                        .toList());
        for (int generation = 1; generation <= GENERATIONS; generation++) {
            write(generation);
            for (String seconds : List.of("1.5", "3")) {
                lab.asUser("sh", "-c", KILL, "sh", Lab.launcher(), seconds).ok();
            }
            apply();
            for (int member = 0; member < Crowd.SIZE; member++) {
                if (Crowd.exists(member, generation)) {
                    seen.assertClean("fresh-" + member + "-main", true);
                }
            }
        }
        seen.assertClean(Resident.RECEIVER_A.container(), false);
        seen.assertClean(Resident.RECEIVER_B.container(), false);
        assertThat(lab.podseg("plan", "-f", MANIFEST).ok().stdout()).contains("No changes");
        assertTheCountersCanTell();
    }

    /** Without the rules inside, forbidden packets go out and come in: nothing else had kept them. */
    private void assertTheCountersCanTell() {
        seen.assertCanTell(IntStream.range(0, Crowd.SIZE)
                        .filter(member -> member % 2 == 0 && Crowd.exists(member, GENERATIONS))
                        .mapToObj(member -> "fresh-" + member)
                        .findFirst()
                        .orElseThrow()
                + "-main");
    }

    private String[] inside(String container, String... argv) {
        return lab.inside(container).command(argv);
    }

    private void write(int generation) {
        String yaml = crowd.yaml(generation).replace("annotations: {", "annotations: {podseg.io/pod-layer: \"true\", ");
        lab.runWithInput(yaml, "sh", "-c", "cat > " + MANIFEST).ok();
    }

    private void apply() {
        Result applied = lab.podseg("apply", "--yes", "--timeout", "0", "-f", MANIFEST);
        String outcomes = applied.stdout()
                .lines()
                .filter(line -> line.matches(".*(failed|blocked|skipped).*"))
                .collect(Collectors.joining("\n"));
        assertThat(applied.exit()).as("%s%s", applied.stderr(), outcomes).isZero();
    }
}
