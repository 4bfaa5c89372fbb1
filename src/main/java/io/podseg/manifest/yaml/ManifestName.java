package io.podseg.manifest.yaml;

import java.util.List;

/** Which names in a folder are those of manifests. */
public final class ManifestName {
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private ManifestName() {}

    /** Whether files of this name are read: {@code .yaml}, {@code .yml} and {@code .json}. */
    public static boolean is(String name) {
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    /** Whether files and folders of this name are passed over, as {@code ls} does. */
    public static boolean hidden(String name) {
        return name.startsWith(".");
    }
}
