package io.podseg.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs every benchmark of the core and prints the tables of {@code docs/performance.md}. */
public final class Report {
    private static final int NAMESPACES = 25_000;

    /** MiB of heap to try, the smallest that is enough is shown. */
    private static final List<Integer> HEAPS = List.of(384, 512, 640, 768, 1024, 1536);

    private static final Map<String, String> TITLES = new LinkedHashMap<>();

    static {
        TITLES.put("CompileBenchmark.classes", "100,000 pods, 75,000 policies: classes of both directions");
        TITLES.put("CompileBenchmark.everything", "the same: manifests to addresses, pods, classes, chains and sets");
        TITLES.put("CompileBenchmark.text", "the same: chains and sets to text for iptables-restore and ipset");
        TITLES.put("ManifestBenchmark.load", "1,000 pods, 1,000 policies: read and check the manifests");
        TITLES.put("PlanBenchmark.nothingToChange", "the same: compile and plan, nothing to change");
        TITLES.put("PlanBenchmark.onePodMore", "the same: compile and plan, one pod more");
        TITLES.put("PlanBenchmark.onePolicyMore", "the same: compile and plan, one policy more");
        TITLES.put("ReachabilityBenchmark.table", "the same: reachability of all pairs");
        TITLES.put("ReachabilityBenchmark.noDifference", "the same: difference in reachability, none");
        TITLES.put("ReachabilityBenchmark.onePolicyMore", "the same: difference in reachability, one policy more");
        TITLES.put("ReachabilityBenchmark.everythingNew", "the same: difference in reachability, first apply");
        String hardened = "1,000 pods, 1,000 policies, 100 profiles, 200 scopes of images: ";
        TITLES.put("HardeningBenchmark.load", hardened + "read and check the manifests");
        TITLES.put("HardeningBenchmark.compile", "the same: compile, profiles and images included");
        TITLES.put("HardeningBenchmark.facts", "the same: the facts that the audit looks at");
        TITLES.put("HardeningBenchmark.audit", "the same: all checks of the audit with all profiles");
    }

    private Report() {}

    public static void main(String[] arguments) throws RunnerException, IOException, InterruptedException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io.podseg.bench")
                        .jvmArgs("-Xmx2g", "-XX:+UseSerialGC")
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        Map<String, Double> medians = new LinkedHashMap<>();
        for (RunResult result : results) {
            String[] name = result.getParams().getBenchmark().split("\\.");
            medians.put(
                    name[name.length - 2] + "." + name[name.length - 1],
                    result.getPrimaryResult().getStatistics().getPercentile(50));
        }
        System.out.println("### The core\n\n| | median |\n|---|---|");
        TITLES.forEach((name, title) ->
                System.out.println("| " + title + " | " + Median.time(medians.getOrDefault(name, Double.NaN)) + " |"));
        heap();
    }

    private static void heap() throws IOException, InterruptedException {
        System.out.println("\n### Heap at 100,000 pods and 75,000 policies\n\n| | MiB |\n|---|---|");
        for (int megabytes : HEAPS) {
            Process process = new ProcessBuilder(footprint(megabytes))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (process.waitFor() == 0) {
                lines.forEach(line -> System.out.println("| held by " + line.replace(" ", " | ") + " |"));
                System.out.println("| -Xmx that is enough for all of it together | " + megabytes + " |");
                return;
            }
        }
        System.out.println("| more than | " + HEAPS.getLast() + " |");
    }

    private static List<String> footprint(int megabytes) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + megabytes + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Footprint.class.getName(), Integer.toString(NAMESPACES)));
        return command;
    }
}
