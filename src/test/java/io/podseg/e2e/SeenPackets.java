package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.User;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Counters inside each pod ({@code src/test/resources/lab/packets/seen.nft}), behind podseg's rules on the way out and in, which a
 * second OCI hook puts there before the pod's programs start.
 */
final class SeenPackets {
    private static final Path PACKETS =
            Path.of("src/test/resources/lab/packets").toAbsolutePath();
    private static final Pattern COUNTER = Pattern.compile("counter (\\w+) \\{\\s*packets (\\d+) ");

    private final Lab lab;

    private SeenPackets(Lab lab) {
        this.lab = lab;
    }

    /** Installs the lab's hook; to be called before podseg's is, and before Podman's service starts. */
    static SeenPackets install(Lab lab) {
        String conf = lab.isRootless()
                ? User.HOME + "/.config/containers/containers.conf"
                : "/etc/containers/containers.conf";
        lab.run(PACKETS.resolve("count-hook").toString(), conf).ok();
        return new SeenPackets(lab);
    }

    /** Waits for what is allowed, and finds nothing that is forbidden. */
    void assertClean(String container, boolean sends) {
        lab.await("traffic at " + container, () -> {
            Map<String, Long> seen = in(container);
            return seen.getOrDefault("came_allowed", 0L) > 0 && (!sends || seen.getOrDefault("left_allowed", 0L) > 0);
        });
        assertThat(in(container))
                .as(container)
                .containsEntry("left_forbidden", 0L)
                .containsEntry("came_forbidden", 0L);
    }

    /** Without the rules inside, forbidden packets go out and come in: nothing else had kept them. */
    void assertCanTell(String container) {
        lab.run(inside(
                        container,
                        "sh",
                        "-c",
                        "for i in iptables ip6tables; do $i -t mangle -F INPUT; $i -t mangle -F POSTROUTING; done"))
                .ok();
        lab.await("forbidden packets at " + container, () -> {
            Map<String, Long> seen = in(container);
            return seen.getOrDefault("left_forbidden", 0L) > 0 && seen.getOrDefault("came_forbidden", 0L) > 0;
        });
    }

    private Map<String, Long> in(String container) {
        return counters(lab.run(inside(container, "nft", "list", "counters", "table", "inet", "seen"))
                .ok()
                .stdout());
    }

    /** What {@code nft list counters} says. */
    static Map<String, Long> counters(String listed) {
        Map<String, Long> counters = new TreeMap<>();
        COUNTER.matcher(listed).results().forEach(found -> counters.put(found.group(1), Long.valueOf(found.group(2))));
        return counters;
    }

    private String[] inside(String container, String... argv) {
        return lab.inside(container).command(argv);
    }
}
