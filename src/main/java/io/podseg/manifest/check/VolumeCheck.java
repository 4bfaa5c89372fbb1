package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.ImageVolumeSource;
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
            source(volume, pointer);
        }
        return names;
    }

    private void source(Volume volume, String pointer) {
        long sources = Stream.of(
                        volume.getEmptyDir(),
                        volume.getConfigMap(),
                        volume.getSecret(),
                        volume.getHostPath(),
                        volume.getPersistentVolumeClaim(),
                        volume.getImage())
                .filter(Objects::nonNull)
                .count();
        if (sources != 1 && !problems.below(pointer)) {
            problems.error(
                    pointer,
                    "a volume needs exactly one of emptyDir, configMap, secret, hostPath, persistentVolumeClaim and image");
        }
        if (volume.getEmptyDir() != null) {
            emptyDir(volume.getEmptyDir(), pointer + "/emptyDir");
        }
        if (volume.getHostPath() != null) {
            hostPath(volume.getHostPath(), pointer + "/hostPath");
        }
        if (volume.getPersistentVolumeClaim() != null) {
            claim(volume.getPersistentVolumeClaim().getClaimName(), pointer + "/persistentVolumeClaim");
        }
        if (volume.getImage() != null) {
            image(volume.getImage(), pointer + "/image");
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

    private void claim(@Nullable String name, String pointer) {
        if (name == null) {
            problems.missing(pointer, "claimName");
        } else {
            Syntax.SUBDOMAIN.check(problems, pointer + "/claimName", "claimName", name);
        }
    }

    private void image(ImageVolumeSource source, String pointer) {
        if (source.getReference() == null) {
            problems.missing(pointer, "reference");
        } else {
            Syntax.IMAGE.check(problems, pointer + "/reference", "image", source.getReference());
        }
        values.oneOf(pointer + "/pullPolicy", source.getPullPolicy(), ContainerCheck.PULL);
    }

    private void emptyDir(EmptyDirVolumeSource source, String pointer) {
        boolean memory = "Memory".equals(source.getMedium());
        if (source.getMedium() != null && !source.getMedium().isEmpty() && !memory) {
            problems.error(
                    pointer + "/medium",
                    "medium is " + Quoted.of(source.getMedium()) + ", expected \"\" or \"Memory\"");
        }
        if (source.getSizeLimit() == null) {
            return;
        }
        String limit = source.getSizeLimit().toString();
        BigDecimal bytes = Quantities.parse(limit).orElse(BigDecimal.ZERO);
        if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            problems.error(pointer + "/sizeLimit", "sizeLimit is " + Quoted.of(limit) + ", expected one byte or more");
        } else if (!memory) {
            problems.warning(pointer + "/sizeLimit", "sizeLimit is enforced for medium Memory only");
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

    private void mode(@Nullable Integer mode, String pointer, String field) {
        if (mode != null && (mode < 0 || mode > LARGEST_MODE)) {
            problems.error(
                    pointer + "/" + field, field + " is " + mode + ", expected 0 to 511 (0777 in octal notation)");
        }
    }

    private void files(List<KeyToPath> items, @Nullable Integer mode, String pointer) {
        mode(mode, pointer, "defaultMode");
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String at = Pointers.child(pointer + "/items", i);
            if (items.get(i).getKey() == null) {
                problems.missing(at, "key");
            }
            mode(items.get(i).getMode(), at, "mode");
            String path = items.get(i).getPath();
            if (path == null) {
                problems.missing(at, "path");
            } else if (Syntax.RELATIVE_PATH.check(problems, at + "/path", "path", path) && !paths.add(path)) {
                problems.error(at + "/path", "path " + Quoted.of(path) + " stands twice in the volume");
            }
        }
    }
}
