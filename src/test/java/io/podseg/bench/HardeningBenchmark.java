package io.podseg.bench;

import io.podseg.audit.Audit;
import io.podseg.audit.Profile;
import io.podseg.audit.Report;
import io.podseg.audit.checks.Checks;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.manifests.FromManifests;
import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.reconcile.ManifestSource.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
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

/**
 * Pods and as many policies, a profile for every tenth application, and an image policy with a scope for every fifth: reading them,
 * compiling them, and the audit of the manifests with all profiles.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HardeningBenchmark {
    private static final int PODS_PER_PROFILE = 10;
    private static final int PODS_PER_SCOPE = 5;

    /** Pods, and policies. */
    @Param("1000")
    public int size;

    private Path file = Path.of("");
    private Declarations declarations = Declarations.NONE;
    private Audited facts = FromManifests.of(Declarations.NONE);
    private final Audit audit = new Audit(Checks.all(), EnumSet.allOf(Profile.class));

    @Setup
    public void setUp() throws IOException {
        StringBuilder text = new StringBuilder(Yaml.of(Generated.distinct(size, size)));
        for (int i = 0; i < size; i += PODS_PER_PROFILE) {
            text.append(profile(i));
        }
        text.append(
                "---\napiVersion: podseg.io/v1alpha1\nkind: ImagePolicy\nmetadata: {name: trusted}\nspec:\n  scopes:\n"
                        + "  - {name: localhost}\n");
        for (int i = 0; i < size; i += PODS_PER_SCOPE) {
            text.append("  - {name: registry.example.org/team" + i + ", requireDigest: true}\n");
        }
        file = Files.createTempFile("podseg-bench", ".yaml");
        Files.writeString(file, text);
        Loaded loaded = load();
        declarations = loaded.declarations();
        facts = FromManifests.of(declarations);
        if (!loaded.diagnostics().isEmpty() || compile().diagnostics().size() > 0) {
            throw new IllegalStateException(
                    loaded.diagnostics() + " " + compile().diagnostics());
        }
    }

    private static String profile(int number) {
        return """
                ---
                apiVersion: podseg.io/v1alpha1
                kind: SecurityProfile
                metadata: {name: profile-%d}
                spec:
                  podSelector: {matchLabels: {app: app-%04d}}
                  mode: enforce
                  level: baseline
                  defaults:
                    capabilities: {drop: ["ALL"]}
                    readOnlyRootFilesystem: true
                    resources: {memory: 64Mi, cpu: 500m, pids: 50, ulimits: [{name: nofile, soft: 100}]}
                """.formatted(number, number);
    }

    @TearDown
    public void tearDown() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public Loaded load() {
        return new FolderSource(List.of(file)).load();
    }

    @Benchmark
    public Desired compile() {
        return Compiler.compile(declarations, Known.NOTHING);
    }

    @Benchmark
    public Audited facts() {
        return FromManifests.of(declarations);
    }

    @Benchmark
    public Report audit() {
        return audit.look(List.of(facts));
    }
}
