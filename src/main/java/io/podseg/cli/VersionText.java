package io.podseg.cli;

/** A build in words. */
final class VersionText {
    private VersionText() {}

    static String of(Edges.Build build) {
        return "podseg " + build.version()
                + build.commit().map(c -> " (" + c + ")").orElse("");
    }
}
