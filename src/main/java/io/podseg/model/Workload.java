package io.podseg.model;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/**
 * A Deployment, DaemonSet or Job: pods that are made from one template.
 *
 * @param metadata its own metadata
 * @param replicas how many pods; 0 for a Job that is suspended
 * @param strategy how pods of an older template make room for new ones
 * @param template the first of its pods; the others differ in their name alone
 */
public record Workload(ObjectMeta metadata, int replicas, Strategy strategy, Manifest<Pod> template) {
    public Workload {
        Objects.requireNonNull(metadata);
        Objects.requireNonNull(strategy);
        Objects.requireNonNull(template);
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas: " + replicas);
        }
    }

    /**
     * How pods make room for those of a newer template.
     *
     * @param type what is done
     * @param surge how many pods there may be beyond the replicas meanwhile
     * @param unavailable how many of the replicas may be missing meanwhile
     * @param minReadySeconds how long a new pod must be ready before it counts
     */
    public record Strategy(Type type, int surge, int unavailable, int minReadySeconds) {
        /** All at once: the old pod goes, the new one comes. */
        public static final Strategy REPLACE = new Strategy(Type.REPLACE, 0, 1, 0);

        public Strategy {
            Objects.requireNonNull(type);
            if (surge < 0 || unavailable < 0 || surge + unavailable == 0 || minReadySeconds < 0) {
                throw new IllegalArgumentException(surge + " " + unavailable + " " + minReadySeconds);
            }
        }
    }

    /** What is done with pods of an older template. */
    public enum Type {
        /** New ones come before old ones go, as far as surge and unavailable say. */
        ROLLING,
        /** All old ones end before the first new one starts. */
        RECREATE,
        /** The pod is removed and made anew under its own name. */
        REPLACE
    }
}
