package io.podseg.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which system this is, as far as remedies differ: its packages and how its kernel is told things at boot.
 *
 * @param family whose packages and tools it has
 * @param id its short name in os-release(5), such as {@code rocky}; empty where nothing tells
 */
record Distribution(Family family, String id) {
    /** Debian, Ubuntu and theirs, AlmaLinux, Rocky Linux and theirs, and everybody else. */
    enum Family {
        DEBIAN,
        RED_HAT,
        OTHER
    }

    /** Reads os-release(5). */
    static Distribution of(Examined host) {
        Map<String, String> values = new HashMap<>();
        host.read("/etc/os-release")
                .or(() -> host.read("/usr/lib/os-release"))
                .ifPresent(text -> text.lines()
                        .map(line -> line.split("=", 2))
                        .filter(parts -> parts.length == 2)
                        .forEach(parts -> values.put(parts[0].strip(), unquoted(parts[1].strip()))));
        String id = values.getOrDefault("ID", "");
        List<String> names = Stream.concat(
                        Stream.of(id),
                        Stream.of(values.getOrDefault("ID_LIKE", "").split("\\s+")))
                .toList();
        if (names.contains("debian") || names.contains("ubuntu")) {
            return new Distribution(Family.DEBIAN, id);
        }
        return new Distribution(
                Stream.of("rhel", "fedora", "centos").anyMatch(names::contains) ? Family.RED_HAT : Family.OTHER, id);
    }

    private static String unquoted(String value) {
        return value.replaceAll("^[\"']|[\"']$", "");
    }

    /** How a package is installed; {@code apt} and {@code dnf} are its names there. */
    String install(String apt, String dnf) {
        return switch (family) {
            case DEBIAN -> "as root: apt install " + apt;
            case RED_HAT -> "as root: dnf install " + dnf;
            case OTHER ->
                "install the package " + apt
                        + (apt.equals(dnf) ? "" : " (Debian, Ubuntu) or " + dnf + " (RHEL, Fedora)");
        };
    }

    /** How the newest kernel of the distribution is installed. */
    String newKernel() {
        return switch (family) {
            case DEBIAN ->
                id.equals("ubuntu")
                        ? "as root: apt update && apt install linux-generic && reboot"
                        : "as root: apt update && apt install linux-image-$(dpkg --print-architecture) && reboot";
            case RED_HAT -> "as root: dnf upgrade kernel && reboot";
            case OTHER -> "install a newer kernel, then reboot";
        };
    }

    /** How an argument is given to the kernel at each boot. */
    String bootWith(String argument) {
        return switch (family) {
            case DEBIAN ->
                "as root, add " + argument + " to GRUB_CMDLINE_LINUX in /etc/default/grub, then: update-grub && reboot";
            case RED_HAT -> "as root: grubby --update-kernel=ALL --args=" + argument + " && reboot";
            case OTHER -> "boot the kernel with " + argument;
        };
    }

    /** How the kernel is made to boot without an argument. */
    String bootWithout(String argument) {
        return switch (family) {
            case DEBIAN ->
                "as root, take " + argument
                        + " out of GRUB_CMDLINE_LINUX in /etc/default/grub, then: update-grub && reboot";
            case RED_HAT -> "as root: grubby --update-kernel=ALL --remove-args=" + argument + " && reboot";
            case OTHER -> "boot the kernel without " + argument;
        };
    }

    /** How a sysctl is set now and at each boot; the same everywhere. */
    static String sysctl(String name, Object value) {
        return "as root: echo " + name + "=" + value + " > /etc/sysctl.d/99-podseg-"
                + name.replaceAll(".*\\.", "").replace('_', '-') + ".conf && sysctl --system";
    }
}
