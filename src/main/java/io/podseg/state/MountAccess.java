package io.podseg.state;

/**
 * How a container gets at what it mounts.
 *
 * @param readOnly whether it may not write
 * @param subPath relative path of the part that it gets; everything where empty
 * @param propagation whether mounts that are made later pass
 */
public record MountAccess(boolean readOnly, String subPath, Propagation propagation) {
    public static final MountAccess READ_WRITE = new MountAccess(false, "", Propagation.NONE);
    public static final MountAccess READ_ONLY = new MountAccess(true, "", Propagation.NONE);

    /** All of it, without later mounts. */
    public static MountAccess of(boolean readOnly) {
        return readOnly ? READ_ONLY : READ_WRITE;
    }

    /** The same with all that is mounted. */
    public MountAccess whole() {
        return new MountAccess(readOnly, "", propagation);
    }

    /** Kubernetes' mountPropagation. */
    public enum Propagation {
        NONE("rprivate"),
        HOST_TO_CONTAINER("rslave"),
        BIDIRECTIONAL("rshared");

        private final String option;

        Propagation(String option) {
            this.option = option;
        }

        /** The option of mount(8). */
        public String option() {
            return option;
        }
    }

    /** What is not the default, as words. */
    @Override
    public String toString() {
        return (readOnly ? " ro" : "")
                + (subPath.isEmpty() ? "" : " subPath=" + subPath)
                + (propagation == Propagation.NONE ? "" : " " + propagation.option());
    }
}
