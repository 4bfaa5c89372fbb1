package io.podseg.audit.live;

import io.podseg.model.Capability;
import java.util.Collection;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** Capabilities as the kernel numbers them (linux/capability.h), named without {@code CAP_}. */
public final class CapabilityBits {
    private CapabilityBits() {}

    /** The name of a number; {@code CAP_64} and the like for what no kernel had when this was written. */
    public static String name(int number) {
        return number < Capability.NAMES.size() ? Capability.NAMES.get(number) : "CAP_" + number;
    }

    /** Names of the bits that are set. */
    public static SortedSet<String> names(long bits) {
        TreeSet<String> names = new TreeSet<>();
        for (int number = 0; number < Long.SIZE; number++) {
            if ((bits & 1L << number) != 0) {
                names.add(name(number));
            }
        }
        return names;
    }

    /** Names as Podman and the OCI runtime write them, without {@code CAP_}. */
    public static SortedSet<String> plain(Collection<String> names) {
        TreeSet<String> plain = new TreeSet<>();
        for (String name : names) {
            String upper = name.toUpperCase(Locale.ROOT);
            plain.add(upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper);
        }
        return plain;
    }
}
