package io.podseg.hardening;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the Pod Security Standards: they are those of a minor version of Kubernetes.
 *
 * @param minor 25 for {@code v1.25}; {@link Integer#MAX_VALUE} for {@code latest}
 */
public record StandardVersion(int minor) {
    /** The newest that podseg knows. A version that is newer still counts as this one, as in Kubernetes. */
    public static final StandardVersion LATEST = new StandardVersion(Integer.MAX_VALUE);

    private static final Pattern FORM = Pattern.compile("v1\\.(0|[1-9][0-9]{0,3})");

    /** Reads {@code latest} or {@code v1.25}. */
    public static Optional<StandardVersion> of(String text) {
        if (text.equals("latest")) {
            return Optional.of(LATEST);
        }
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new StandardVersion(Integer.parseInt(matcher.group(1))))
                : Optional.empty();
    }

    boolean since(int version) {
        return minor >= version;
    }

    @Override
    public String toString() {
        return minor == Integer.MAX_VALUE ? "latest" : "v1." + minor;
    }
}
