package io.podseg.conformance;

import io.podseg.model.Family;
import io.podseg.model.Protocol;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One line of an expected table: {@code allowed x/*,y/b -> x/a 80/TCP 81 UDP IPv4}.
 *
 * @param text the line
 * @param allowed what it says
 * @param from who: {@code x/a}, {@code x/*}, {@code * /a} (no blank), {@code pods}, {@code outside}, {@code dns}, {@code all}
 * @param to who, likewise
 * @param ports {@code 80}, {@code TCP}, {@code 80/TCP}; none is every one
 * @param families none is both
 */
record Line(String text, boolean allowed, List<String> from, List<String> to, Set<String> ports, Set<Family> families) {
    static Line parse(String text) {
        List<String> words = List.of(text.split("\\s+"));
        boolean allowed = words.getFirst().equals("allowed");
        if (words.size() < 4
                || !words.get(2).equals("->")
                || !allowed && !words.getFirst().equals("denied")) {
            throw new IllegalArgumentException("not a line of a table: " + text);
        }
        var ports = new HashSet<String>();
        var families = new HashSet<Family>();
        for (String word : words.subList(4, words.size())) {
            switch (word) {
                case "IPv4" -> families.add(Family.V4);
                case "IPv6" -> families.add(Family.V6);
                default -> ports.add(port(word));
            }
        }
        return new Line(text, allowed, who(words.get(1)), who(words.get(3)), ports, families);
    }

    private static String port(String word) {
        if (!word.matches("\\d+|\\d+/(TCP|UDP|SCTP)")
                && Arrays.stream(Protocol.values()).noneMatch(p -> p.name().equals(word))) {
            throw new IllegalArgumentException("not a port: " + word);
        }
        return word;
    }

    private static List<String> who(String patterns) {
        List<String> all = List.of(patterns.split(","));
        for (String one : all) {
            if (!one.matches("[xyz*]/[abc*]|pods|outside|dns|all")) {
                throw new IllegalArgumentException("nobody: " + one);
            }
        }
        return all;
    }

    boolean speaksOf(Attempt attempt) {
        int number = attempt.port().number();
        Protocol protocol = attempt.port().protocol();
        return from.stream().anyMatch(pattern -> means(pattern, attempt.from()))
                && to.stream().anyMatch(pattern -> means(pattern, attempt.to()))
                && (families.isEmpty() || families.contains(attempt.family()))
                && (ports.isEmpty()
                        || ports.contains(Integer.toString(number))
                        || ports.contains(protocol.name())
                        || ports.contains(number + "/" + protocol));
    }

    private static boolean means(String pattern, String who) {
        return switch (pattern) {
            case "all" -> true;
            case "pods" -> who.contains("/");
            default -> who.matches(pattern.replace("*", "[a-z]"));
        };
    }
}
