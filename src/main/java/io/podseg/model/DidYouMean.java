package io.podseg.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The known word that somebody who wrote an unknown one probably meant. */
public final class DidYouMean {
    private static final int LONGEST = 60;
    private static final int LISTED = 12;

    private DidYouMean() {}

    /** {@code , did you mean "x"?} or nothing. */
    public static String suffix(String word, Collection<String> known) {
        return closest(word, known).map(k -> ", did you mean \"" + k + "\"?").orElse("");
    }

    /**
     * {@code , did you mean "x"?}, else what is expected: all of the known words where they are few.
     *
     * @param example one of the known words, for where they are many
     */
    public static String orExpected(String word, Collection<String> known, String example) {
        return closest(word, known)
                .map(near -> ", did you mean \"" + near + "\"?")
                .orElseGet(() -> known.size() > LISTED
                        ? ", expected one such as " + example
                        : ", expected " + known.stream().sorted().collect(Collectors.joining(", ")));
    }

    /** The known word that is nearest, if one is near. */
    public static Optional<String> closest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int allowed = Math.min(2, word.length() / 3);
        record Candidate(String word, int distance) {}
        return known.stream()
                .map(k -> new Candidate(k, distance(word.toLowerCase(Locale.ROOT), k.toLowerCase(Locale.ROOT))))
                .filter(c -> c.distance <= allowed)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::word))
                .map(Candidate::word);
    }

    // Optimal string alignment: Levenshtein, with two neighbours swapped as one change.
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
