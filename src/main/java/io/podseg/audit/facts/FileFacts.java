package io.podseg.audit.facts;

import java.util.List;

/**
 * What a container can read and write.
 *
 * @param rootReadOnly whether its root file system cannot be written
 * @param mounts what is mounted into it by whoever made it
 * @param devices devices of the host
 * @param unmasked paths of {@code /proc} and {@code /sys} that are usually hidden or read-only, and are not; {@code ALL} for all
 */
public record FileFacts(boolean rootReadOnly, List<MountFacts> mounts, List<String> devices, List<String> unmasked) {
    public FileFacts {
        mounts = List.copyOf(mounts);
        devices = List.copyOf(devices);
        unmasked = List.copyOf(unmasked);
    }
}
