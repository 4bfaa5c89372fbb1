package io.podseg.bench;

import io.podseg.manifest.FolderSource;
import io.podseg.reconcile.ManifestSource.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading and checking manifests of pods and as many policies, in one file. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ManifestBenchmark {
    /** Pods, and policies. */
    @Param("1000")
    public int size;

    private Path file = Path.of("");

    @Setup
    public void setUp() throws IOException {
        file = Files.createTempFile("podseg-bench", ".yaml");
        Files.writeString(file, Yaml.of(Generated.distinct(size, size)));
        Loaded loaded = load();
        if (!loaded.diagnostics().isEmpty()) {
            throw new IllegalStateException(loaded.diagnostics().getFirst().toString());
        }
    }

    @TearDown
    public void tearDown() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public Loaded load() {
        return new FolderSource(List.of(file)).load();
    }
}
