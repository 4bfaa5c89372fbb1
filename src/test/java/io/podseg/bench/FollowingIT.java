package io.podseg.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The soak of {@code deploy/bench-run}, short: after dozens of changes the kernel and the process hold what they held before. */
class FollowingIT {
    private static final int PODS = 8;
    private static final int CHANGES = 60;

    /** Lines that one policy of a pod of its own is: its chains, their rules and sets in both families, with room to spare. */
    private static final int LINES = 100;

    private static final String INSIDE =
            "mount --make-rprivate / && mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns"
                    + " && ip link set lo up && exec \"$@\"";

    private static List<String[]> samples() throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "-mn", "sh", "-euc", INSIDE, "soak"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.addAll(List.of("io.podseg.bench.RunReport", "soak", Integer.toString(PODS), Integer.toString(CHANGES)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed.lines().map(line -> line.split(" ")).toList();
    }

    @Test
    void nothingGrowsAndOnlyWhatChangedIsWritten() throws Exception {
        List<String[]> samples = samples();
        assertThat(samples).hasSizeGreaterThan(5);
        String[] second = samples.get(1);
        String[] last = samples.getLast();
        assertThat(last[0]).isEqualTo(Integer.toString(CHANGES));
        assertThat(Integer.parseInt(last[2])).as("threads").isLessThanOrEqualTo(Integer.parseInt(second[2]) + 4);
        assertThat(Integer.parseInt(last[3])).as("open files").isLessThanOrEqualTo(Integer.parseInt(second[3]) + 4);
        for (String[] sample : samples) {
            assertThat(List.of(sample[4], sample[5])).as("chains and sets").isEqualTo(List.of(second[4], second[5]));
        }
        // Between two samples each policy is saved once more, besides the changes themselves.
        int perSample = (CHANGES / (samples.size() - 1) + PODS) * LINES;
        samples.stream()
                .skip(1)
                .forEach(sample ->
                        assertThat(Integer.parseInt(sample[6])).as("lines").isBetween(1, perSample));
    }
}
