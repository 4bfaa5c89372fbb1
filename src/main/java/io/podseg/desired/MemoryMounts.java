package io.podseg.desired;

import io.podseg.model.Hardening.Tmpfs;
import io.podseg.state.MountSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** File systems in memory that a profile gives to containers, beside what they mount. */
final class MemoryMounts {
    private MemoryMounts() {}

    /** What a container mounts somewhere stays there, whatever a profile has for the place. */
    static List<MountSpec> add(List<MountSpec> mounts, List<Tmpfs> given) {
        Set<String> taken = mounts.stream().map(MountSpec::target).collect(Collectors.toSet());
        List<MountSpec> all = new ArrayList<>(mounts);
        given.stream()
                .filter(tmpfs -> !taken.contains(tmpfs.path()))
                .forEach(tmpfs -> all.add(new MountSpec.Tmpfs(tmpfs.path(), tmpfs.size(), options(tmpfs))));
        return all;
    }

    /** All of them are said: Podman's defaults are not those of the kernel, nor the same in all versions. */
    private static List<String> options(Tmpfs tmpfs) {
        List<String> options = new ArrayList<>(List.of(
                tmpfs.noexec() ? "noexec" : "exec",
                tmpfs.nosuid() ? "nosuid" : "suid",
                tmpfs.nodev() ? "nodev" : "dev"));
        tmpfs.mode().ifPresent(mode -> options.add("mode=" + mode));
        return options;
    }
}
