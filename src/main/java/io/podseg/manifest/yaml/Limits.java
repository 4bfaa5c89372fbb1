package io.podseg.manifest.yaml;

/** Bounds on what is read, so that a hostile file costs no more than a refusal. Kubernetes' own limit is 3 MiB a request. */
public final class Limits {
    /** Bytes of one file. */
    public static final int FILE_BYTES = 10 * 1024 * 1024;

    /** Depth of mappings and sequences; the deepest field of a Pod stands at about 12. */
    public static final int NESTING = 64;

    /** Aliases of mappings and sequences in one document. */
    public static final int ALIASES = 100;

    /** Keys, items and values of one document once aliases are replaced by what they stand for. */
    public static final int NODES = 500_000;

    /** Folders below each other. */
    public static final int FOLDER_DEPTH = 32;

    /** Files of one source. */
    public static final int FILES = 50_000;

    private Limits() {}
}
