package io.podseg.conformance;

import io.podseg.model.Protocol;
import io.podseg.policy.ReachabilityTable.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An expected table, written by hand from the words of the API: {@code expected.txt}. Its first line says what the case is
 * about; {@code see:} names the test of Kubernetes' or Cyclonus' with the same topic; {@code also:} adds ports or {@code dns}.
 * After a blank line come {@code everything allowed} or {@code everything denied} and lines of which the last that speaks of a
 * connection counts. A pod always reaches itself, and the resolver, being the node, always reaches pods: no line says so.
 *
 * @param title what the case is about
 * @param see where the topic comes from; may be empty
 * @param also ports beside {@link Nine#PORTS}
 * @param dns whether the resolver takes part
 * @param otherwise what holds where no line speaks
 * @param lines exceptions, the last one counts
 */
public record Expected(String title, String see, List<Port> also, boolean dns, boolean otherwise, List<Line> lines) {
    static Expected read(Path file) {
        try {
            List<String> text = Files.readAllLines(file);
            int blank = text.indexOf("");
            List<String> body = text.subList(blank + 1, text.size());
            List<String> also = words(text.subList(1, blank), "also:");
            if (!body.getFirst().matches("everything (allowed|denied)")) {
                throw new IllegalArgumentException("begins with neither: " + body.getFirst());
            }
            return new Expected(
                    text.getFirst(),
                    String.join(" ", words(text.subList(1, blank), "see:")),
                    also.stream()
                            .filter(word -> !word.equals(Nine.DNS))
                            .map(Expected::port)
                            .toList(),
                    also.contains(Nine.DNS),
                    body.getFirst().endsWith("allowed"),
                    body.stream().skip(1).map(Line::parse).toList());
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(file + ": " + e.getMessage(), e);
        }
    }

    private static List<String> words(List<String> header, String key) {
        return header.stream()
                .filter(line -> line.startsWith(key))
                .flatMap(line ->
                        Arrays.stream(line.substring(key.length()).strip().split(" ")))
                .toList();
    }

    private static Port port(String text) {
        String[] parts = text.split("/");
        return new Port(Integer.parseInt(parts[0]), Protocol.valueOf(parts[1]));
    }

    /** Every connection of which the case speaks: between pods and between each pod and the others, by both families. */
    public List<Attempt> attempts() {
        var ports = new ArrayList<>(Nine.PORTS);
        ports.addAll(also);
        return Nine.attempts(ports, dns);
    }

    /** What the words of the API say. */
    public boolean allowed(Attempt attempt) {
        if (attempt.toItself() || attempt.from().equals(Nine.DNS)) {
            return true;
        }
        boolean allowed = otherwise;
        for (Line line : lines) {
            if (line.speaksOf(attempt)) {
                allowed = line.allowed();
            }
        }
        return allowed;
    }

    /** Lines without which the table would be the same: most likely slips of the pen. */
    List<String> idleLines() {
        return lines.stream()
                .filter(line -> {
                    Expected without = new Expected(
                            title,
                            see,
                            also,
                            dns,
                            otherwise,
                            lines.stream().filter(other -> other != line).toList());
                    return attempts().stream().allMatch(attempt -> without.allowed(attempt) == allowed(attempt));
                })
                .map(Line::text)
                .toList();
    }
}
