package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A PersistentVolumeClaim: its access modes, and Podman's annotations. */
public final class ClaimCheck {
    private static final String PREFIX = "volume.podman.io/";
    private static final String DRIVER = PREFIX + "driver";
    private static final String IMAGE = PREFIX + "image";
    private static final List<String> ANNOTATIONS = List.of(
            DRIVER,
            PREFIX + "device",
            PREFIX + "type",
            PREFIX + "uid",
            PREFIX + "gid",
            PREFIX + "mount-options",
            PREFIX + "import-source",
            IMAGE);
    private static final List<String> MODES =
            List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");

    private final Problems problems;
    private final Values values;

    /** A check of one claim. */
    public ClaimCheck(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    /** Reports everything that is wrong. */
    public void check(PersistentVolumeClaim claim) {
        if (claim.getSpec() == null) {
            problems.missing("", "spec");
        } else {
            for (int i = 0; i < claim.getSpec().getAccessModes().size(); i++) {
                values.oneOf(
                        Pointers.child("/spec/accessModes", i),
                        claim.getSpec().getAccessModes().get(i),
                        MODES);
            }
        }
        if (claim.getMetadata() != null && claim.getMetadata().getAnnotations() != null) {
            annotations(new TreeMap<>(claim.getMetadata().getAnnotations()));
        }
    }

    private void annotations(Map<String, String> annotations) {
        annotations.forEach((key, value) -> {
            String pointer = Pointers.child("/metadata/annotations", key);
            if (key.startsWith(PREFIX) && !ANNOTATIONS.contains(key)) {
                problems.error(
                        pointer,
                        "annotation " + Quoted.of(key) + " is not known to Podman"
                                + DidYouMean.suffix(key, ANNOTATIONS));
            } else if (key.equals(PREFIX + "uid") || key.equals(PREFIX + "gid")) {
                number(pointer, key, value);
            } else if (key.equals(PREFIX + "import-source")) {
                Syntax.PATH.check(problems, pointer, key, value);
            } else if (key.startsWith(PREFIX) && value.isBlank()) {
                problems.error(pointer, "annotation " + Quoted.of(key) + " is empty");
            }
        });
        boolean image = "image".equals(annotations.get(DRIVER));
        if (image != annotations.containsKey(IMAGE)) {
            problems.error(
                    Pointers.child("/metadata/annotations", image ? DRIVER : IMAGE),
                    DRIVER + ": image and " + IMAGE + " need each other");
        }
    }

    private void number(String pointer, String key, String value) {
        if (!value.matches("[0-9]{1,9}|[12][0-9]{9}") || Long.parseLong(value) > Integer.MAX_VALUE) {
            problems.error(pointer, key + " is " + Quoted.of(value) + ", expected 0 to " + Integer.MAX_VALUE);
        }
    }
}
