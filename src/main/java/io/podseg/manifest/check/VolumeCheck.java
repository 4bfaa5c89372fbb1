package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.podseg.manifest.shape.Quantities;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The volumes of one pod. */
final class VolumeCheck {
    private static final int LARGEST_MODE = 0777;
    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice");

    private final Problems problems;
    private final Values values;

    VolumeCheck(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    /** The names of the volumes, also of those with problems. */
    Set<String> check(PodSpec spec) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.getVolumes().size(); i++) {
            Volume volume = spec.getVolumes().get(i);
            String pointer = Pointers.child("/spec/volumes", i);
            if (volume.getName() == null) {
                problems.missing(pointer, "name");
            } else {
                Syntax.LABEL.check(problems, pointer + "/name", "volume name", volume.getName());
                if (!names.add(volume.getName())) {
                    problems.error(
                            pointer + "/name",
                            "volume name " + Quoted.of(volume.getName()) + " stands twice in the pod");
                }
            }
            source(volume, pointer, mounting(spec, volume.getName()));
        }
        return names;
    }

    private static long mounting(PodSpec spec, @Nullable String volume) {
        return spec.getContainers().stream()
                .filter(c -> c.getVolumeMounts().stream().anyMatch(m -> Objects.equals(m.getName(), volume)))
                .count();
    }

    private void source(Volume volume, String pointer, long containers) {
        long sources = Stream.of(volume.getEmptyDir(), volume.getConfigMap(), volume.getSecret(), volume.getHostPath())
                .filter(Objects::nonNull)
                .count();
        if (sources != 1 && !problems.below(pointer)) {
            problems.error(pointer, "a volume needs exactly one of emptyDir, configMap, secret and hostPath");
        }
        if (volume.getEmptyDir() != null) {
            emptyDir(volume.getEmptyDir(), pointer + "/emptyDir", containers);
        }
        if (volume.getHostPath() != null) {
            hostPath(volume.getHostPath(), pointer + "/hostPath");
        }
        if (volume.getConfigMap() != null) {
            String at = pointer + "/configMap";
            if (volume.getConfigMap().getName() == null) {
                problems.missing(at, "name");
            }
            files(volume.getConfigMap().getItems(), volume.getConfigMap().getDefaultMode(), at);
        }
        if (volume.getSecret() != null) {
            String at = pointer + "/secret";
            if (volume.getSecret().getSecretName() == null) {
                problems.missing(at, "secretName");
            }
            files(volume.getSecret().getItems(), volume.getSecret().getDefaultMode(), at);
        }
    }

    private void emptyDir(EmptyDirVolumeSource source, String pointer, long containers) {
        boolean memory = "Memory".equals(source.getMedium());
        if (source.getMedium() != null && !source.getMedium().isEmpty() && !memory) {
            problems.error(
                    pointer + "/medium",
                    "medium is " + Quoted.of(source.getMedium()) + ", expected \"\" or \"Memory\"");
        }
        if (memory && containers > 1) {
            problems.error(
                    pointer + "/medium",
                    "a volume in memory is mounted by " + containers
                            + " containers; this version of podseg gives each its own, so that they would not share it");
        }
        if (source.getSizeLimit() == null) {
            return;
        }
        String limit = source.getSizeLimit().toString();
        BigDecimal bytes = Quantities.parse(limit).orElse(BigDecimal.ZERO);
        if (!memory) {
            problems.error(pointer + "/sizeLimit", "sizeLimit is enforced for medium Memory only");
        } else if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            problems.error(pointer + "/sizeLimit", "sizeLimit is " + Quoted.of(limit) + ", expected one byte or more");
        }
    }

    private void hostPath(HostPathVolumeSource source, String pointer) {
        if (source.getPath() == null) {
            problems.missing(pointer, "path");
        } else {
            Syntax.PATH.check(problems, pointer + "/path", "path", source.getPath());
        }
        values.oneOf(pointer + "/type", source.getType(), HOST_PATH_TYPES);
    }

    private void files(List<KeyToPath> items, @Nullable Integer mode, String pointer) {
        if (mode != null && (mode < 0 || mode > LARGEST_MODE)) {
            problems.error(
                    pointer + "/defaultMode",
                    "defaultMode is " + mode + ", expected 0 to 511 (0777 in octal notation)");
        }
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String at = Pointers.child(pointer + "/items", i);
            if (items.get(i).getKey() == null) {
                problems.missing(at, "key");
            }
            String path = items.get(i).getPath();
            if (path == null) {
                problems.missing(at, "path");
            } else if (Syntax.RELATIVE_PATH.check(problems, at + "/path", "path", path) && !paths.add(path)) {
                problems.error(at + "/path", "path " + Quoted.of(path) + " stands twice in the volume");
            }
        }
    }
}
