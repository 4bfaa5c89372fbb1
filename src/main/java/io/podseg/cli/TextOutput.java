package io.podseg.cli;

import picocli.CommandLine.Option;

/** The option {@code -o} of commands that print a text. */
final class TextOutput {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text, json or yaml. Default: text")
    private Choice choice = Choice.text;

    Format format() {
        return switch (choice) {
            case text -> Format.HUMAN;
            case json -> Format.JSON;
            case yaml -> Format.YAML;
        };
    }

    /** As users write them. */
    enum Choice {
        text,
        json,
        yaml
    }
}
