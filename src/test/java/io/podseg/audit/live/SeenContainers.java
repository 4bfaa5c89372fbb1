package io.podseg.audit.live;

import io.podseg.audit.facts.CapabilityUse.Watch;
import io.podseg.audit.facts.HostNamespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;

/** Containers as they might be seen. */
@NullMarked
final class SeenContainers {
    static final long CHOWN = 1;
    static final long NET_BIND_SERVICE = 1 << 10;
    static final long SYS_ADMIN = 1 << 21;

    private SeenContainers() {}

    /** What Podman tells of a container with a limit of memory. */
    static Inspected told(String name, Map<String, String> labels, Map<String, String> ofImage, List<String> options) {
        return new Inspected(
                new Inspected.Identity("id-" + name, name, false, Optional.empty()),
                new Inspected.Image(
                        "docker.io/library/web:1", new TreeMap<>(ofImage), new TreeMap<>(), List.of("FROM=image")),
                new TreeMap<>(labels),
                new TreeMap<>(),
                new Inspected.Modes("bridge", "private", "shareable", "private", ""),
                new Inspected.Security(false, "", List.of(), List.of("CAP_CHOWN"), options, "", ""),
                new Inspected.Files(
                        true,
                        List.of(new Inspected.Mount("bind", "", "/state/files/a", "/a", true, "rprivate")),
                        List.of()),
                new Inspected.Limits(1 << 20, 0, 0),
                new Inspected.Run(
                        7,
                        List.of("web"),
                        List.of("FROM=image", "MINE=1", "HOME=/"),
                        "always",
                        0,
                        false,
                        "/config.json"),
                new Inspected.Network(List.of("podman"), List.of(), List.of("10.88.0.2")));
    }

    static Configured configured(String... namespaces) {
        return new Configured(
                5,
                5,
                List.of(),
                Set.of("CAP_CHOWN", "CAP_NET_BIND_SERVICE"),
                true,
                Set.of(namespaces),
                true,
                true,
                Set.of("/proc/kcore"),
                Set.of("/proc/sys"),
                new TreeMap<>(),
                List.of(),
                "",
                "");
    }

    static Running.Process process(long number, long capabilities, int seccomp) {
        return new Running.Process(number, "/bin/web", 5, 5, capabilities, capabilities, capabilities, true, seccomp);
    }

    static Running running(OptionalLong memory, Optional<Watch> watch, Running.Process... processes) {
        return new Running(
                Set.of(HostNamespace.IPC),
                true,
                true,
                "",
                new Running.Group(Set.of("memory"), memory, OptionalLong.empty(), OptionalLong.empty()),
                List.of(processes),
                true,
                false,
                watch,
                watch.isPresent() ? "" : "nobody watched",
                List.of());
    }
}
