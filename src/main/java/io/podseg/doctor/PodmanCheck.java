package io.podseg.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Podman is there, new enough, and answers on its API. */
final class PodmanCheck implements Check {
    private static final int OLDEST_MAJOR = 4;
    private static final int OLDEST_MINOR = 3;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\S*");

    @Override
    public List<Finding> look(Examined host) {
        List<Finding> findings = new ArrayList<>();
        Optional<String> version = host.output("podman", "--version");
        findings.add(version.map(PodmanCheck::version)
                .orElseGet(() -> Finding.fail(
                        "podman",
                        "the program podman is missing",
                        Distribution.of(host).install("podman", "podman") + " (4.3 or newer)")));
        if (version.isPresent()) {
            findings.add(host.podmanProblem()
                    .get()
                    .map(problem -> Finding.fail("podman-api", problem, "see that \"podman info\" works as this user"))
                    .orElseGet(() -> Finding.ok("podman-api", "Podman's API answers")));
        }
        return findings;
    }

    private static Finding version(String text) {
        Matcher matcher = VERSION.matcher(text);
        if (!matcher.find()) {
            return Finding.warn("podman", "podman tells no version that podseg understands: " + text, "");
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        boolean enough = major > OLDEST_MAJOR || major == OLDEST_MAJOR && minor >= OLDEST_MINOR;
        return enough
                ? Finding.ok("podman", "Podman " + matcher.group())
                : Finding.fail("podman", "Podman " + matcher.group() + " is too old", "install Podman 4.3 or newer");
    }
}
