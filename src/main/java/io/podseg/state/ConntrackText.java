package io.podseg.state;

import io.podseg.model.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Tracked connections in the words of conntrack(8). */
public final class ConntrackText {
    /** TCP connections in these states are over; nothing is left to cut. */
    private static final Set<String> OVER = Set.of("TIME_WAIT", "CLOSE");

    private ConntrackText() {}

    /**
     * Reads {@code conntrack -L}; lines in an unknown form and connections that are over are passed over.
     *
     * @param local whether an address is one of the node's own
     */
    public static List<TrackedConnection> parse(String text, Predicate<Ip> local) {
        List<TrackedConnection> connections = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            parseLine(line.strip().split("\\s+"), local).ifPresent(connections::add);
        }
        return connections;
    }

    private static Optional<TrackedConnection> parseLine(String[] words, Predicate<Ip> local) {
        Optional<Ip> source = value(words, "src=", 0).flatMap(Ip::parse);
        Optional<Ip> asked = value(words, "dst=", 0).flatMap(Ip::parse);
        Optional<Ip> answers = value(words, "src=", 1).flatMap(Ip::parse);
        if (words.length < 4 || OVER.contains(words[3]) || source.isEmpty() || asked.isEmpty() || answers.isEmpty()) {
            return Optional.empty();
        }
        TrackedConnection.Original original =
                new TrackedConnection.Original(asked.get(), port(words, "sport=", 0), port(words, "dport=", 0));
        return Optional.of(new TrackedConnection(
                words[0],
                source.get(),
                answers.get(),
                port(words, "sport=", 1),
                original,
                local.test(source.get()),
                !List.of(words).contains("[UNREPLIED]")));
    }

    private static Optional<String> value(String[] words, String prefix, int occurrence) {
        int seen = 0;
        for (String word : words) {
            if (word.startsWith(prefix) && seen++ == occurrence) {
                return Optional.of(word.substring(prefix.length()));
            }
        }
        return Optional.empty();
    }

    private static int port(String[] words, String prefix, int occurrence) {
        return value(words, prefix, occurrence)
                .filter(digits -> digits.matches("\\d{1,5}"))
                .map(Integer::parseInt)
                .orElse(0);
    }

    /**
     * One line for {@code conntrack -R} that deletes this entry, and those that differ from it in the opener's port only: no rule
     * asks for that port, so they are allowed or denied together. Each line costs the tool a walk through the whole table.
     */
    public static String delete(TrackedConnection connection) {
        TrackedConnection.Original original = connection.original();
        String line = "-D -p " + connection.protocol() + " --orig-src " + connection.source() + " --orig-dst "
                + original.destination() + " --reply-src " + connection.destination();
        if (connection.transport().isPresent()) {
            line += " --orig-port-dst " + original.destinationPort() + " --reply-port-src " + connection.port();
        }
        return line;
    }

    /** Lines for {@code conntrack -R} that delete everything that an address opened or really answered. */
    public static List<String> forget(Ip address) {
        return List.of("-D --orig-src " + address, "-D --reply-src " + address);
    }
}
