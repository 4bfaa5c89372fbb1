package io.podseg.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the commands that change the host. */
final class ApplyOptions {
    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask")
    private boolean yes;

    @Option(
            names = "--max-deletes",
            paramLabel = "N",
            converter = CountConverter.class,
            description = "Change nothing where the plan deletes more objects than this")
    private Optional<Integer> maxDeletes = Optional.empty();

    boolean yes() {
        return yes;
    }

    Optional<Integer> maxDeletes() {
        return maxDeletes;
    }
}
