package io.podseg.cli;

import picocli.CommandLine.Option;

/** The option {@code -o} of commands that print a table. */
final class TableOutput {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or yaml. Default: table")
    private Choice choice = Choice.table;

    Format format() {
        return switch (choice) {
            case table -> Format.HUMAN;
            case json -> Format.JSON;
            case yaml -> Format.YAML;
        };
    }

    /** As users write them. */
    enum Choice {
        table,
        json,
        yaml
    }
}
