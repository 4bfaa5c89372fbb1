package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Something that is mounted in a container. */
public sealed interface MountSpec {
    /** Absolute path in the container. */
    String target();

    /**
     * A file system in memory ({@code emptyDir} with medium {@code Memory}).
     *
     * @param sizeBytes limit; half of the memory where empty
     * @param options further mount options, such as {@code noexec}
     */
    record Tmpfs(String target, Optional<Long> sizeBytes, List<String> options) implements MountSpec {
        public Tmpfs {
            options = List.copyOf(options);
        }
    }

    /**
     * An empty directory on disk that lives as long as the pod: a Podman volume shared by the pod's containers.
     *
     * @param volume Podman's name of the volume
     */
    record PodVolume(String target, String volume, boolean readOnly) implements MountSpec {}

    /** A path of the host ({@code hostPath}). */
    record HostPath(String target, String source, boolean readOnly, String type) implements MountSpec {}

    /**
     * Files whose content comes from the manifests (ConfigMaps); podseg writes them below its state folder, read-only.
     *
     * @param folder folder below the state folder, with a hash of the content in its name
     * @param files relative path to content
     * @param mode permission bits of the files
     */
    record Files(String target, String folder, SortedMap<String, FileContent> files, int mode) implements MountSpec {
        public Files {
            files = Sorted.map(files);
        }
    }

    /**
     * A Podman secret as a file.
     *
     * @param target absolute path of the file
     * @param secret Podman's name of the secret
     * @param mode permission bits
     */
    record SecretFile(String target, String secret, int mode) implements MountSpec {}
}
