package io.podseg.manifest.yaml;

/** Bounds on what a document may hold, so that a hostile file costs no more than a refusal. */
public final class Limits {
    /** Depth of mappings and sequences; the deepest field of a Pod stands at about 12. */
    public static final int NESTING = 64;

    /** Aliases of mappings and sequences in one document. */
    public static final int ALIASES = 100;

    /** Keys, items and values of one document once aliases are replaced by what they stand for. */
    public static final int NODES = 500_000;

    private Limits() {}
}
