package io.podseg.bench;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.model.Declarations;
import io.podseg.policy.Classes;
import io.podseg.policy.Direction;
import io.podseg.policy.PodClass;
import io.podseg.policy.World;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.TransactionBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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

/** Compiling four pods and three policies in each of many namespaces. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(1)
public class CompileBenchmark {
    /** 25,000 make 100,000 pods and 75,000 policies. */
    @Param("25000")
    public int namespaces;

    private Declarations declarations = Declarations.NONE;
    private Desired desired = Desired.nothing();

    @Setup
    public void setUp() {
        declarations = Generated.smallNamespaces(namespaces);
        desired = Compiler.compile(declarations, Known.NOTHING);
        if (desired.hasErrors()) {
            throw new IllegalStateException(desired.diagnostics().toString());
        }
    }

    /** The compiled form: which pods have the same policies, in both directions. */
    @Benchmark
    public List<PodClass> classes() {
        World world = desired.world();
        return Stream.of(Direction.values())
                .flatMap(direction -> Classes.of(world, direction).stream())
                .toList();
    }

    /** From parsed manifests to everything that a host should have: addresses, pods, classes, chains and sets. */
    @Benchmark
    public Desired everything() {
        return Compiler.compile(declarations, Known.NOTHING);
    }

    /** From the compiled firewall to the text for ipset and iptables-restore, as for a host that has nothing. */
    @Benchmark
    public FirewallTransaction text() {
        return TransactionBuilder.whole(desired.state().firewall());
    }
}
