package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Gate;
import io.podseg.lab.Gate.Moment;
import io.podseg.lab.Lab;
import io.podseg.lab.Picture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The real podseg is killed at every call that changes something, on the way from one state of a host to another and back: on
 * the way there when the call was carried out and podseg has not learned of it, on the way back before it is made. The next apply reaches what an
 * undisturbed one reaches, and no packet passes that neither state allows.
 */
class CrashIT {
    private static final String BEFORE = folder("before");
    private static final String AFTER = folder("after");

    /**
     * With 1 every call is met on both ways, which takes many minutes; with 2 each on one of them, odd ones on the way there, even
     * ones on the way back; with 4 every other one on one of them.
     */
    private static final int EVERY = Integer.getInteger("podseg.crash.every", 4);

    /** The first of them, to try a part. */
    private static final int FIRST = Integer.getInteger("podseg.crash.first", 1);

    private final List<String> trouble = new ArrayList<>();
    private int kills;

    private static String folder(String name) {
        return Path.of("src/test/resources/lab/manifests/crash", name)
                .toAbsolutePath()
                .toString();
    }

    @Test
    void theNextApplyFinishesWhateverStepWasTheLast() {
        try (Lab lab = Lab.start();
                Gate gate = new Gate(lab)) {
            Picture before = undisturbed(lab, BEFORE);
            PacketWatch watch = watched(lab);
            Picture after = undisturbed(lab, AFTER);
            assertThat(before.differences(undisturbed(lab, BEFORE)))
                    .as("what the way there and back leaves behind")
                    .isEmpty();
            long began = System.nanoTime();
            boolean there = true;
            boolean back = true;
            for (int turn = 0; there || back; turn++) {
                int call = FIRST + turn * EVERY / 2;
                if (turn % 2 == 0) {
                    there = killed(gate, lab, call, Moment.AFTER, AFTER, after);
                } else {
                    back = killed(gate, lab, call, Moment.BEFORE, BEFORE, before);
                }
            }
            System.out.println("CrashIT: " + kills + " kills in " + (System.nanoTime() - began) / 1_000_000_000 + " s");
            assertThat(trouble).isEmpty();
            assertThat(kills).isGreaterThan(10);
            assertThat(watch.onBridges().allowed()).isPositive();
            assertThat(watch.onBridges().forbidden()).isZero();
        }
    }

    private static Picture undisturbed(Lab lab, String folder) {
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", folder).ok();
        return lab.picture().withoutSlots();
    }

    /** The outside host sends to where each state has pods; it may reach port 80 of some of them and nothing else. */
    private static PacketWatch watched(Lab lab) {
        PacketWatch watch = new PacketWatch(lab);
        List<String> targets = new ArrayList<>();
        for (String address :
                List.of("10.70.0.10", "10.70.0.11", "10.70.0.12", "10.71.0.2", "10.72.0.2", "10.73.0.2", "10.73.0.3")) {
            targets.add(Crowd.target("udp", address, 80));
            targets.add(Crowd.target("udp", address, 81));
        }
        new Hammer(lab).from(Hammer.OUTSIDE, "0.05", targets);
        new Hammer(lab).from(watch.inside("same-main"), "0.05", targets);
        return watch;
    }

    /** Whether the apply came to that call. */
    private boolean killed(Gate gate, Lab lab, int call, Moment moment, String folder, Picture undisturbed) {
        boolean killed = gate.kill(call, moment, "apply", "--yes", "--timeout", "0", "-f", folder);
        List<String> calls = gate.calls();
        String when = "killed " + moment + " call " + call + " on the way to "
                + Path.of(folder).getFileName() + ": " + (killed ? calls.get(call - 1) : "nothing");
        kills += killed ? 1 : 0;
        if (Boolean.getBoolean("podseg.crash.tell")) {
            System.out.println("CrashIT: " + when);
        }
        var again = lab.podseg("apply", "--yes", "--timeout", "0", "-f", folder);
        if (again.exit() != 0) {
            note(when + ": the next apply: " + again);
            lab.podseg("apply", "--yes", "--timeout", "0", "-f", folder).ok();
        }
        List<String> differences = undisturbed.differences(lab.picture().withoutSlots());
        if (!differences.isEmpty()) {
            note(when + ":\n  " + String.join("\n  ", differences));
        }
        return killed;
    }

    private void note(String problem) {
        System.out.println("CrashIT: " + problem);
        trouble.add(problem);
    }
}
