package io.podseg.host.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PodFilters;
import io.podseg.state.Firewall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What podseg keeps for the hook, where several pods come and go at once. */
class RuntimeFolderTest {
    private static final int PODS = 200;

    private static final PodFilters NOBODY = new PodFilters() {
        @Override
        public NetfilterPort in(long process) {
            throw new IllegalStateException("no pod runs");
        }

        @Override
        public void retain(Set<Long> processes) {}
    };

    @TempDir
    private Path folder;

    @Test
    void podsAreForgottenSeveralAtOnce() throws Exception {
        RuntimeFolder runtime = new RuntimeFolder(folder.resolve("podseg"), NOBODY);
        for (int pod = 0; pod < PODS; pod++) {
            runtime.keep("pod-" + pod, Firewall.NONE);
            runtime.bind("pod-" + pod, "%064x".formatted(pod));
        }
        assertThat(runtime.kept()).hasSize(PODS);
        try (ExecutorService four = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int pod = 0; pod < PODS; pod++) {
                String name = "pod-" + pod;
                all.add(four.submit(() -> {
                    runtime.forget(name);
                    return name;
                }));
            }
            for (Future<?> one : all) {
                assertThat(one.get()).isNotNull();
            }
        }
        assertThat(runtime.kept()).isEmpty();
        assertThat(folder.resolve("podseg/ids")).isEmptyDirectory();
    }

    /** A pod whose ruleset cannot be forgotten is not removed either. */
    @Test
    void whatSomebodyWasWritingWhenHeWasKilledIsForgottenToo() throws Exception {
        RuntimeFolder runtime = new RuntimeFolder(folder.resolve("podseg"), NOBODY);
        runtime.keep("web", Firewall.NONE);
        Files.createTempFile(folder.resolve("podseg/pods/web"), ".rules", ".tmp");
        runtime.forget("web");
        runtime.forget("web");
        assertThat(folder.resolve("podseg/pods")).isEmptyDirectory();
    }

    /** The hook did not know the pod of a container at first, and did at its next start. */
    @Test
    void whatSaysNothingOfAPodIsReadAgain() throws Exception {
        RuntimeFolder runtime = new RuntimeFolder(folder.resolve("podseg"), NOBODY);
        runtime.keep("web", Firewall.NONE);
        runtime.keep("db", Firewall.NONE);
        runtime.bind("web", "a");
        Path receipt = folder.resolve("podseg/ran/a");
        Files.writeString(receipt, "- dark\n");
        runtime.forget("db");
        Files.writeString(receipt, "web loaded\n");
        runtime.forget("none");
        assertThat(receipt).exists();
        runtime.forget("web");
        assertThat(receipt).doesNotExist();
        assertThat(folder.resolve("podseg/ids")).isEmptyDirectory();
    }
}
