package io.podseg.bench;

import io.podseg.desired.Compiler;
import io.podseg.desired.Known;
import io.podseg.policy.ReachabilityDifference;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.World;
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

/** Who reaches whom, where every pod differs and has a policy of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReachabilityBenchmark {
    /** Pods, and policies. */
    @Param("1000")
    public int size;

    private World world = World.EMPTY;
    private World onePolicyLess = World.EMPTY;

    @Setup
    public void setUp() {
        world = Compiler.compile(Generated.distinct(size, size), Known.NOTHING).world();
        onePolicyLess = Compiler.compile(Generated.distinct(size, size - 1), Known.NOTHING)
                .world();
    }

    /** The table of all pairs. */
    @Benchmark
    public ReachabilityTable table() {
        return ReachabilityTable.ofDeclaredPorts(world);
    }

    /** The Reachability section of a plan that changes nothing. */
    @Benchmark
    public ReachabilityDifference noDifference() {
        return ReachabilityDifference.between(world, world);
    }

    /** The same for one policy more. */
    @Benchmark
    public ReachabilityDifference onePolicyMore() {
        return ReachabilityDifference.between(onePolicyLess, world);
    }

    /** The same for the first apply. */
    @Benchmark
    public ReachabilityDifference everythingNew() {
        return ReachabilityDifference.between(World.EMPTY, world);
    }
}
