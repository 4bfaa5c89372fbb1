package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Something that is mounted in a container. */
public sealed interface MountSpec {
    /** Absolute path in the container. */
    String target();

    /**
     * A file system in memory that one container alone mounts ({@code emptyDir} with medium {@code Memory}).
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
     * A directory that is empty at first and lives as long as the pod: a Podman volume shared by the pod's containers.
     *
     * @param volume Podman's name of the volume
     * @param memory options of a file system in memory, separated by commas; on disk where empty
     */
    record PodVolume(String target, String volume, MountAccess access, Optional<String> memory) implements MountSpec {
        public PodVolume(String target, String volume, boolean readOnly) {
            this(target, volume, MountAccess.of(readOnly), Optional.empty());
        }
    }

    /**
     * A volume of Podman's that outlives the pod ({@code persistentVolumeClaim}). Podman makes it where it is missing.
     *
     * @param volume Podman's name of the volume
     */
    record Volume(String target, String volume, MountAccess access) implements MountSpec {}

    /** The files of an image, read-only. */
    record Image(String target, String reference, String pullPolicy, String subPath) implements MountSpec {}

    /**
     * A path of the host ({@code hostPath}).
     *
     * @param type Kubernetes' type of it
     */
    record HostPath(String target, String source, MountAccess access, String type) implements MountSpec {
        public HostPath(String target, String source, boolean readOnly, String type) {
            this(target, source, MountAccess.of(readOnly), type);
        }

        public boolean readOnly() {
            return access.readOnly();
        }
    }

    /**
     * Files whose content comes from the manifests (ConfigMaps); podseg writes them below its state folder, read-only.
     *
     * @param folder folder below the state folder, with a hash of the content in its name
     * @param files relative path to content
     * @param mode permission bits of the files
     * @param modes permission bits of those files that have others
     * @param subPath file or folder of them that is mounted; all where empty
     */
    record Files(
            String target,
            String folder,
            SortedMap<String, FileContent> files,
            int mode,
            SortedMap<String, Integer> modes,
            String subPath)
            implements MountSpec {
        public Files {
            files = Sorted.map(files);
            modes = Sorted.map(modes);
        }

        public Files(String target, String folder, SortedMap<String, FileContent> files, int mode) {
            this(target, folder, files, mode, new TreeMap<>(), "");
        }

        /** Permission bits of one file. */
        public int modeOf(String file) {
            return modes.getOrDefault(file, mode);
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
