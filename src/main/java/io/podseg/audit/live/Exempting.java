package io.podseg.audit.live;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Labels and annotations that the one who made a container wrote. Podman merges those of the image into them: an image must not be
 * able to say what nobody may look at.
 */
final class Exempting {
    private Exempting() {}

    /** Those of a pod's containers that all of them have, and those of the pod itself. */
    static SortedMap<String, String> of(Map<String, String> podLabels, List<Inspected> containers) {
        TreeMap<String, String> common = new TreeMap<>();
        for (int index = 0; index < containers.size(); index++) {
            TreeMap<String, String> own = own(containers.get(index));
            if (index == 0) {
                common.putAll(own);
            } else {
                common.keySet().retainAll(own.keySet());
            }
        }
        common.putAll(podLabels);
        return Sorted.map(common);
    }

    private static TreeMap<String, String> own(Inspected container) {
        TreeMap<String, String> own = new TreeMap<>();
        container.labels().forEach((key, value) -> {
            if (!value.equals(container.image().labels().get(key))) {
                own.put(key, value);
            }
        });
        container.annotations().forEach((key, value) -> {
            if (!value.equals(container.image().annotations().get(key))) {
                own.put(key, value);
            }
        });
        return own;
    }
}
