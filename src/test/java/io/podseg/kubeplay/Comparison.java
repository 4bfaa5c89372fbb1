package io.podseg.kubeplay;

import io.podseg.kubeplay.Corpus.Case;
import io.podseg.kubeplay.Inspection.Item;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The corpus in two labs of the same Podman, side by side. */
public final class Comparison {
    private static final String PREPARE = "kube-play";
    private static final Pattern FAILED = Pattern.compile("! \\S+ default/(\\S+)  (?:failed|blocked): (.*)");
    private static final Pattern PROBLEM = Pattern.compile(".*/([^/]+)\\.yaml:\\d+:\\d+: (.*)");

    private final List<Case> cases;
    private final Path work;
    private final Map<String, String> refusedByKubePlay = new ConcurrentHashMap<>();
    private final Map<String, String> refusedByPodseg = new HashMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private SortedMap<Item, SortedMap<String, String>> played = new TreeMap<>();

    private Comparison(List<Case> cases, Path work) {
        this.cases = cases;
        this.work = work;
    }

    /**
     * Plays and applies everything, and compares.
     *
     * @param cases what to try
     * @param labs makes labs with the same Podman, without its API service
     * @param work an empty folder
     */
    public static List<Difference> of(List<Case> cases, Supplier<Lab> labs, Path work) {
        Comparison comparison = new Comparison(cases, work);
        try (Lab kubePlay = labs.get()) {
            comparison.played = comparison.played(kubePlay);
        }
        try (Lab podseg = labs.get()) {
            comparison.compare(comparison.applied(podseg));
        }
        return comparison.differences;
    }

    private SortedMap<Item, SortedMap<String, String>> played(Lab lab) {
        lab.run("sh", Lab.program(PREPARE)).ok();
        for (Case one : cases) {
            Result result = lab.run(
                    "env",
                    "DISABLE_HC_SYSTEMD=true",
                    "podman",
                    "kube",
                    "play",
                    one.file().toString());
            if (result.exit() != 0) {
                refusedByKubePlay.put(one.name(), error(result.stderr()));
            }
        }
        return Inspection.of(lab);
    }

    private static String error(String stderr) {
        String said = stderr.lines()
                .filter(line -> line.startsWith("Error: ") || line.startsWith("panic: "))
                .reduce("", (one, other) -> other);
        return Flat.withoutIds(said.isEmpty() ? stderr.strip() : said);
    }

    private SortedMap<Item, SortedMap<String, String>> applied(Lab lab) {
        lab.run("sh", Lab.program(PREPARE)).ok();
        String service = "exec env DISABLE_HC_SYSTEMD=true podman system service --time=0 unix://" + Lab.SOCKET;
        lab.spawn("sh", "-c", service + " >/run/lab/service.log 2>&1");
        lab.await(
                "Podman's API service", () -> lab.run("test", "-S", Lab.SOCKET).exit() == 0);
        cases.forEach(one -> copy(one.file()));
        // Some problems are found only in what has no problem of its own.
        while (dropRefused(lab.podseg("plan", "-f", work.toString()))) {}
        Process apply = lab.spawn(
                "sh", "-c", "exec \"$@\" 2>&1", "sh", Lab.launcher(), "apply", "--yes", "-f", work.toString());
        try {
            String out = new String(apply.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = apply.waitFor();
            FAILED.matcher(out)
                    .results()
                    .forEach(failed -> Corpus.caseOf(cases, failed.group(1))
                            .ifPresent(name -> refusedByPodseg.put(name, failed.group(2))));
            if (exit != 0 && exit != 4) {
                throw new AssertionError("podseg applied nothing:\n" + out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return Inspection.of(lab);
    }

    private void copy(Path file) {
        try {
            Files.copy(file, work.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes files with errors away; false where there was none. */
    private boolean dropRefused(Result plan) {
        Set<String> names = new HashSet<>();
        for (String line : (plan.stdout() + "\n" + plan.stderr()).lines().toList()) {
            var problem = PROBLEM.matcher(line);
            if (problem.matches() && !problem.group(2).startsWith("warning: ")) {
                refusedByPodseg.merge(problem.group(1), problem.group(2), (one, other) -> one);
                names.add(problem.group(1));
            }
        }
        if (names.isEmpty()) {
            plan.ok();
        }
        for (String name : names) {
            try {
                Files.delete(work.resolve(name + ".yaml"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return !names.isEmpty();
    }

    private void compare(SortedMap<Item, SortedMap<String, String>> applied) {
        for (Case one : cases) {
            String left = refusedByKubePlay.getOrDefault(one.name(), "accepted");
            String right = refusedByPodseg.getOrDefault(one.name(), "accepted");
            if (!left.equals("accepted") && !right.equals("accepted")) {
                continue;
            }
            if (!left.equals(right)) {
                differences.add(new Difference(one.name(), "manifest", "taken", left, right));
            }
        }
        Set<Item> items = new TreeSet<>(played.keySet());
        items.addAll(applied.keySet());
        for (Item item : items) {
            String test = Corpus.caseOf(cases, item.name()).orElse("?");
            if (!refusedByKubePlay.containsKey(test) && !refusedByPodseg.containsKey(test)) {
                compare(test, item, played.get(item), applied.get(item));
            }
        }
    }

    private void compare(
            String test,
            Item item,
            @Nullable SortedMap<String, String> left,
            @Nullable SortedMap<String, String> right) {
        if (left == null || right == null) {
            String name = item.name();
            differences.add(new Difference(
                    test, item.where(), "exists", left == null ? "-" : name, right == null ? "-" : name));
            return;
        }
        Flat.differences(new TreeMap<>(left), new TreeMap<>(right))
                .forEach((path, values) ->
                        differences.add(new Difference(test, item.where(), path, values.getKey(), values.getValue())));
    }
}
