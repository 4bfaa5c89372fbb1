package io.podseg.state;

import io.podseg.model.Family;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole firewall as text that a shell script can load without podseg.
 *
 * <p>A first line {@code podseg-ruleset 1 SHA-256}, the sum being that of all that follows; then {@code [sets]} for {@code ipset
 * restore}, {@code [rules.v4]} and {@code [rules.v6]} for {@code iptables-restore --noflush}, and {@code [end]}. The bridge
 * sysctls are not in it: whoever loads it switches them on where there are bridges.
 */
public final class RulesetText {
    private static final String HEAD = "podseg-ruleset 1 ";
    private static final String SETS = "sets";
    private static final String V4 = "rules.v4";
    private static final String V6 = "rules.v6";
    private static final String END = "end";

    private RulesetText() {}

    /** Writes a firewall. */
    public static String write(Firewall firewall) {
        FirewallTransaction whole = TransactionBuilder.whole(firewall);
        StringBuilder text = new StringBuilder();
        section(text, SETS, whole.setsBefore());
        section(text, V4, whole.tables().getOrDefault(Family.V4, List.of()));
        section(text, V6, whole.tables().getOrDefault(Family.V6, List.of()));
        section(text, END, List.of());
        return HEAD + sum(text.toString()) + "\n" + text;
    }

    /**
     * Reads what was written: the firewall as it will be read back once it is loaded.
     *
     * @param bridge sysctls that come with it
     * @return empty where the text is not whole
     */
    public static Optional<Firewall> read(String text, BridgeSysctls bridge) {
        int head = text.indexOf('\n') + 1;
        String body = text.substring(head);
        if (!text.startsWith(HEAD + sum(body) + "\n")) {
            return Optional.empty();
        }
        Map<Family, MangleTable> tables = new EnumMap<>(Family.class);
        tables.put(Family.V4, TableParser.parse(listed(section(body, V4))));
        tables.put(Family.V6, TableParser.parse(listed(section(body, V6))));
        return Optional.of(new Firewall(tables, SetParser.parse(section(body, SETS)), bridge));
    }

    private static void section(StringBuilder text, String name, List<String> lines) {
        text.append('[').append(name).append("]\n");
        lines.forEach(line -> text.append(line).append('\n'));
    }

    private static String section(String body, String name) {
        String mark = "[" + name + "]\n";
        int from = body.indexOf(mark) + mark.length();
        int to = body.indexOf("\n[", from - 1);
        return body.substring(from, Math.max(from, to + 1));
    }

    /** Jumps are inserted before what is there; in a list they simply are the first. */
    private static String listed(String lines) {
        return lines.replaceAll("(?m)^-I ([A-Z]+) 1 ", "-A $1 ");
    }

    private static String sum(String text) {
        return Hash.whole(text.getBytes(StandardCharsets.UTF_8));
    }
}
