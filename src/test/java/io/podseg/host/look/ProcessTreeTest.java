package io.podseg.host.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes belong to a container, in a made-up {@code /proc}. */
@NullMarked
class ProcessTreeTest {
    private static final String WEB = "a".repeat(64);
    private static final String DB = "b".repeat(64);

    @TempDir
    Path root = Path.of("");

    @BeforeEach
    void processes() throws IOException {
        process(1, 0, "0::/init.scope");
        process(50, 1, "0::/machine.slice/libpod-conmon-" + WEB + ".scope");
        process(100, 50, "0::/machine.slice/libpod-" + WEB + ".scope/container");
        process(103, 100, "4:memory:/libpod_parent/libpod-" + WEB + "\n0::/");
        process(104, 103, "0::/user.slice");
        process(90, 1, "0::/machine.slice/libpod-" + WEB + ".scope");
        process(200, 1, "0::/machine.slice/libpod-" + WEB + ".scope/inner/libpod-" + DB);
    }

    private void process(long number, long parent, String group) throws IOException {
        Path folder = Files.createDirectories(root.resolve(Long.toString(number)));
        Files.writeString(folder.resolve("status"), "Name:\tx\nPPid:\t" + parent + "\n");
        Files.writeString(folder.resolve("cgroup"), group + "\n");
    }

    @Test
    void descendantsAndThoseOfTheGroupBelongToIt() {
        ProcessTree tree = new ProcessTree(new ProcFolder(root), List.of(WEB, DB));
        assertThat(tree.of(100, WEB)).containsExactly(100L, 90L, 103L, 104L, 200L);
        assertThat(tree.of(200, DB)).containsExactly(200L);
    }

    @Test
    void aProcessThatHasEndedStandsAloneAndNobodyElsesGroupCounts() {
        ProcessTree tree = new ProcessTree(new ProcFolder(root), List.of(DB));
        assertThat(tree.of(7, WEB)).containsExactly(7L);
    }
}
