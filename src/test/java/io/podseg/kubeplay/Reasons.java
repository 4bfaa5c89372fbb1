package io.podseg.kubeplay;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The list of what may differ, each with its reason. The first that fits a difference explains it. */
public final class Reasons {
    private static final Path FILE = Path.of("src/test/resources/kube-play-reasons.yaml");

    /**
     * One reason.
     *
     * @param where what kind of object, see {@link Difference}; any where absent
     * @param path paths that it is about, {@code *} standing for anything
     * @param cases the only cases in which it may occur; any where absent
     * @param kubePlay what kube play may have there, {@code *} standing for anything, {@code -} for nothing
     * @param podseg what podseg may have there
     * @param podman beginning of the versions of Podman in which it occurs; all where absent
     * @param chance whether it depends on luck, so that it may not occur
     * @param reason why
     */
    public record Reason(
            @Nullable String where,
            String path,
            @Nullable List<String> cases,
            @Nullable String kubePlay,
            @Nullable String podseg,
            @Nullable String podman,
            boolean chance,
            String reason) {
        boolean explains(Difference difference) {
            return (where == null || where.equals(difference.where()))
                    && (cases == null || cases.contains(difference.test()))
                    && fits(path, difference.path())
                    && (kubePlay == null || fits(kubePlay, difference.kubePlay()))
                    && (podseg == null || fits(podseg, difference.podseg()));
        }

        boolean appliesTo(String version) {
            return podman == null || version.startsWith(podman);
        }

        private static boolean fits(String glob, String text) {
            String expression = Pattern.compile("\\*")
                    .splitAsStream(glob + "\0")
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"));
            return Pattern.compile(expression, Pattern.DOTALL)
                    .matcher(text + "\0")
                    .matches();
        }
    }

    private final List<Reason> all;

    private Reasons(List<Reason> all) {
        this.all = List.copyOf(all);
    }

    /** The checked-in list. */
    public static Reasons load() {
        try {
            return new Reasons(
                    YAMLMapper.builder().build().readValue(FILE.toFile(), new TypeReference<List<Reason>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, in the order of the file. */
    public List<Reason> all() {
        return all;
    }

    /**
     * What is wrong: differences that nothing explains, and reasons that explain nothing any more.
     *
     * @param version Podman's
     */
    public List<String> problems(List<Difference> differences, String version) {
        List<String> problems = new ArrayList<>();
        Set<Reason> used = new HashSet<>();
        for (Difference difference : differences) {
            all.stream()
                    .filter(reason -> reason.appliesTo(version) && reason.explains(difference))
                    .findFirst()
                    .ifPresentOrElse(used::add, () -> problems.add("unexplained: " + difference));
        }
        all.stream()
                .filter(reason -> reason.appliesTo(version) && !reason.chance() && !used.contains(reason))
                .forEach(reason -> problems.add("stale: " + reason));
        return problems;
    }
}
