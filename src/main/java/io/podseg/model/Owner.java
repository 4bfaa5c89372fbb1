package io.podseg.model;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Labels by which a restarted process knows what it made; nothing without them is ever changed or removed. */
public final class Owner {
    /** Labels below this belong to podseg; manifests must not use them. */
    public static final String PREFIX = "io.podseg.";

    public static final String OWNER = PREFIX + "owner";
    /** Value of {@link #OWNER}. */
    public static final String PODSEG = "podseg";

    public static final String KIND = PREFIX + "kind";
    public static final String NAMESPACE = PREFIX + "namespace";
    public static final String NAME = PREFIX + "name";
    public static final String SPEC_HASH = PREFIX + "spec-hash";

    /** Kind and name of the Deployment, DaemonSet or Job that a pod belongs to, as {@code Deployment/web}. */
    public static final String WORKLOAD = PREFIX + "workload";

    /** Which version of its workload's template a pod was made from. */
    public static final String TEMPLATE_HASH = PREFIX + "template-hash";

    /** How a pod is connected, where that is not by bridges. */
    public static final String NETWORK = PREFIX + "network";

    /**
     * {@link #POD_LAYER} on pods whose policies are enforced inside their network namespace, as a label, and as an annotation on their
     * containers; {@link #HOST_LAYER} on containers that start only where the bridges of rootless Podman are guarded.
     */
    public static final String LAYER = PREFIX + "layer";

    public static final String HOST_LAYER = "host";

    /** Value of {@link #LAYER}. */
    public static final String POD_LAYER = "pod";

    /** Podman's name of a container's pod, as an annotation. */
    public static final String POD = PREFIX + "pod";

    /** {@link Marks#DISABLED} on what is not removed when it is no longer declared. */
    public static final String PRUNE = PREFIX + "prune";

    private Owner() {}

    /** The labels that are not podseg's. */
    public static SortedMap<String, String> others(Map<String, String> labels) {
        TreeMap<String, String> others = new TreeMap<>(labels);
        others.keySet().removeIf(label -> label.startsWith(PREFIX));
        return others;
    }

    /** The labels that are not podseg's, and the one that keeps an object from being pruned. */
    public static SortedMap<String, String> othersAndPrune(Map<String, String> labels) {
        TreeMap<String, String> others = new TreeMap<>(others(labels));
        String prune = labels.get(PRUNE);
        if (prune != null) {
            others.put(PRUNE, prune);
        }
        return others;
    }

    /** Labels of everything made for an object. */
    public static SortedMap<String, String> labels(ObjectKey key) {
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put(OWNER, PODSEG);
        labels.put(KIND, key.kind());
        labels.put(NAMESPACE, key.namespace());
        labels.put(NAME, key.name());
        return labels;
    }
}
