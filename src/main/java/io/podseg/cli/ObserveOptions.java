package io.podseg.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What {@code podseg run} tells, and to whom. */
final class ObserveOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Events on standard output, a line for each change: text, json (podseg.io/event/v1) or none."
                    + " Default: text on a terminal, else json")
    private Optional<Events> events = Optional.empty();

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "The log on standard error: text or json. Default: text on a terminal, else json")
    @SuppressWarnings("unused") // Read before the frameworks start; here for the help and the check.
    private Optional<LogFormat> logFormat = Optional.empty();

    @Option(
            names = "--notify-url-file",
            paramLabel = "FILE",
            description =
                    "URLs, one a line, that are sent a message when something goes wrong, once, and when it is well"
                            + " again. A file, so that tokens in them are no arguments; others must not be able to read it")
    private Optional<Path> notifyUrls = Optional.empty();

    @Option(
            names = "--notify-format",
            paramLabel = "FORMAT",
            description = "json (podseg.io/notification/v1), or slack for what takes {\"text\": ...}. Default: json")
    private NotifyFormat notifyFormat = NotifyFormat.json;

    @Option(
            names = "--notify-secret-file",
            paramLabel = "FILE",
            description = "Secret with which messages are signed: HMAC-SHA256 in the header X-Podseg-Signature")
    private Optional<Path> notifySecret = Optional.empty();

    Optional<Edges.Notifications> notifications() {
        return notifyUrls.map(urls -> new Edges.Notifications(urls, notifyFormat == NotifyFormat.slack, notifySecret));
    }

    Events events(boolean terminal) {
        return events.orElse(terminal ? Events.text : Events.json);
    }

    /** As users write them. */
    enum Events {
        text,
        json,
        none
    }

    /** As users write them. */
    enum LogFormat {
        text,
        json
    }

    /** As users write them. */
    enum NotifyFormat {
        json,
        slack
    }
}
