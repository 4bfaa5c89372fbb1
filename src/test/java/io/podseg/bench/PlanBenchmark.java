package io.podseg.bench;

import io.podseg.cases.Case;
import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.model.Declarations;
import io.podseg.plan.Plan;
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
import org.openjdk.jmh.annotations.Warmup;

/** Compiling and planning once more on a host that is as the manifests said before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlanBenchmark {
    /** Pods, and policies. */
    @Param("1000")
    public int size;

    private Declarations same = Declarations.NONE;
    private Declarations onePodMore = Declarations.NONE;
    private Declarations onePolicyMore = Declarations.NONE;
    private Desired applied = Desired.nothing();

    @Setup
    public void setUp() {
        same = Generated.distinct(size, size - 1);
        onePodMore = Generated.distinct(size + 1, size - 1);
        onePolicyMore = Generated.distinct(size, size);
        applied = Compiler.compile(same, Known.NOTHING);
    }

    @Benchmark
    public Plan nothingToChange() {
        return plan(applied, same);
    }

    @Benchmark
    public Plan onePodMore() {
        return plan(applied, onePodMore);
    }

    @Benchmark
    public Plan onePolicyMore() {
        return plan(applied, onePolicyMore);
    }

    /** A plan on a host that is exactly as {@code applied}. */
    static Plan plan(Desired applied, Declarations declarations) {
        return Case.plan(Compiler.compile(declarations, Known.of(applied.state())), applied);
    }
}
