package io.podseg.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.model.Ip;
import io.podseg.reconcile.Cycle;
import io.podseg.state.Attachment;
import io.podseg.state.Count;
import io.podseg.state.ForeignContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Reads status files again. */
final class StatusReader {
    private static final long NANOS = 1_000_000_000L;

    private StatusReader() {}

    /** Empty where no controller has written. */
    static Optional<Account> read(StatusNames names) throws IOException {
        StatusYaml yaml = new StatusYaml();
        Optional<String> text = text(names.summary());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode summary = yaml.read(text.get());
            if (!summary.path("schema").asText().equals(StatusTree.SCHEMA) || !summary.has("controller")) {
                return Optional.empty();
            }
            List<ObjectStatus> objects = new ArrayList<>();
            for (Path file : names.files()) {
                // One that is removed just now is no part of the status any more.
                Optional<String> object = text(file);
                if (object.isPresent()) {
                    objects.add(ObjectReader.read(yaml.read(object.get())));
                }
            }
            return Optional.of(account(summary, objects));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("they are not as podseg writes them: " + e.getMessage(), e);
        }
    }

    private static Optional<String> text(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Account account(JsonNode summary, List<ObjectStatus> objects) {
        List<ForeignContainer> dark = new ArrayList<>();
        summary.path("dark").forEach(node -> dark.add(dark(node)));
        TreeMap<String, Count> drops = new TreeMap<>();
        summary.path("drops")
                .forEachEntry((reason, count) -> drops.put(CountTree.words(reason), ObjectReader.count(count)));
        HostStatus host = new HostStatus(summary.path("observedRevision").asText(), List.of(), dark, drops);
        JsonNode controller = summary.path("controller");
        return new Account(
                host.withObjects(objects),
                ObjectReader.conditions(summary.path("conditions")),
                new Writer(
                        controller.path("pid").asLong(),
                        controller.path("startTicks").asLong(),
                        Instant.parse(controller.path("started").asText()),
                        time(controller.path("stopped"))),
                summary.has("lastTurn") ? Optional.of(turn(summary)) : Optional.empty(),
                Instant.parse(summary.path("written").asText()));
    }

    private static Account.Turn turn(JsonNode summary) {
        JsonNode turn = summary.path("lastTurn");
        TreeMap<String, Integer> outcomes = new TreeMap<>();
        turn.path("outcomes").forEachEntry((word, number) -> outcomes.put(word, number.asInt()));
        return new Account.Turn(
                turn.path("number").asLong(),
                ObjectReader.texts(turn.path("triggers")),
                Cycle.Result.valueOf(turn.path("result").asText().toUpperCase(Locale.ROOT)),
                Optional.of(turn.path("problem").asText()).filter(text -> !text.isEmpty()),
                Instant.parse(turn.path("started").asText()),
                Duration.ofNanos((long) (turn.path("seconds").asDouble() * NANOS)),
                outcomes,
                ObjectReader.texts(turn.path("problems")),
                time(summary.path("lastSuccess")));
    }

    private static Optional<Instant> time(JsonNode node) {
        return Optional.of(node.asText()).filter(text -> !text.isEmpty()).map(Instant::parse);
    }

    private static ForeignContainer dark(JsonNode node) {
        List<Attachment> attachments = new ArrayList<>();
        node.path("networks")
                .forEach(network -> attachments.add(new Attachment(
                        network.path("name").asText(),
                        ObjectReader.texts(network.path("addresses")).stream()
                                .map(Ip::of)
                                .toList(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty())));
        return new ForeignContainer(node.path("name").asText(), new TreeMap<>(), attachments);
    }
}
