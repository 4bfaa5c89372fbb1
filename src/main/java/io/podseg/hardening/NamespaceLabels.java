package io.podseg.hardening;

import io.podseg.model.SecurityProfile.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Labels of Namespaces by which Kubernetes asks for levels: {@code pod-security.kubernetes.io/enforce} and its like. */
public final class NamespaceLabels {
    static final String PREFIX = "pod-security.kubernetes.io/";
    static final String VERSION = "-version";

    private NamespaceLabels() {}

    /** What is wrong with a label; empty where it is right or none of these. */
    public static Optional<String> problem(String name, String value) {
        if (!name.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String what = name.substring(PREFIX.length());
        boolean version = what.endsWith(VERSION);
        String mode = version ? what.substring(0, what.length() - VERSION.length()) : what;
        if (!modes().contains(mode)) {
            return Optional.of("label " + Parts.quoted(name) + " has no meaning, expected " + PREFIX + " with one of "
                    + String.join(", ", modes()) + ", or one of these with " + VERSION);
        }
        if (version) {
            return StandardVersion.of(value).isPresent()
                    ? Optional.empty()
                    : Optional.of("label " + Parts.quoted(name) + " is " + Parts.quoted(value)
                            + ", expected latest or a version such as v1.34");
        }
        return Level.of(value).isPresent()
                ? Optional.empty()
                : Optional.of("label " + Parts.quoted(name) + " is " + Parts.quoted(value)
                        + ", expected privileged, baseline or restricted");
    }

    private static List<String> modes() {
        return Arrays.stream(Mode.values())
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
