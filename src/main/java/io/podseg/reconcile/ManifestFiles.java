package io.podseg.reconcile;

import java.util.List;

/** Which files of a source are manifests, wherever it has them, and how much a source may hold before it is refused. */
public final class ManifestFiles {
    /** Bytes of one file; Kubernetes' own limit is 3 MiB a request. */
    public static final int BYTES = 10 * 1024 * 1024;

    /** Folders below each other. */
    public static final int DEPTH = 32;

    /** Files of one source. */
    public static final int MOST = 50_000;

    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private ManifestFiles() {}

    /** Whether files of this name are read: {@code .yaml}, {@code .yml} and {@code .json}. */
    public static boolean named(String name) {
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** Whether files and folders of this name are passed over, as {@code ls} does. */
    public static boolean hidden(String name) {
        return name.startsWith(".");
    }
}
