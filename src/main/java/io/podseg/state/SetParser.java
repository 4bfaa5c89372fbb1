package io.podseg.state;

import io.podseg.model.Family;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The output of {@code ipset save} to podseg's sets; those of others are passed over. */
public final class SetParser {
    private static final String MARK = "podseg";
    private static final Pattern COUNTS = Pattern.compile(" packets (\\d+) bytes (\\d+)");

    private SetParser() {}

    /** Reads the sets named {@code podseg*} of a type that podseg knows, members in canonical spelling. */
    public static SortedMap<String, IpSet> parse(String ipsetSave) {
        TreeMap<String, IpSet> sets = new TreeMap<>();
        Map<String, TreeSet<String>> members = new HashMap<>();
        for (String line : ipsetSave.split("\n", -1)) {
            String[] words = line.strip().split(" ", 3);
            if (words.length < 3 || !words[1].startsWith(MARK)) {
                continue;
            }
            if (words[0].equals("create")) {
                empty(words[1], words[2].split(" ")).ifPresent(set -> sets.put(set.name(), set));
            } else if (words[0].equals("add")) {
                members.computeIfAbsent(words[1], _ -> new TreeSet<>()).add(member(words[2]));
            }
        }
        sets.replaceAll((name, set) -> set.with(members.getOrDefault(name, new TreeSet<>())));
        return sets;
    }

    /** Counts by set and member, for those of podseg's sets that count; what has counted nothing is there with zeros. */
    public static SortedMap<String, SortedMap<String, Count>> counts(String ipsetSave) {
        TreeMap<String, SortedMap<String, Count>> counts = new TreeMap<>();
        for (String line : ipsetSave.split("\n", -1)) {
            String[] words = line.strip().split(" ", 3);
            if (words.length == 3 && words[0].equals("add") && words[1].startsWith(MARK)) {
                Matcher found = COUNTS.matcher(words[2]);
                if (found.find()) {
                    counts.computeIfAbsent(words[1], _ -> new TreeMap<>())
                            .put(member(words[2]), Count.of(found.group(1), found.group(2)));
                }
            }
        }
        return counts;
    }

    private static String member(String words) {
        return SetText.member(COUNTS.matcher(words).replaceFirst(""));
    }

    private static Optional<IpSet> empty(String name, String[] words) {
        Family family = Arrays.asList(words).contains("inet6") ? Family.V6 : Family.V4;
        boolean counted = Arrays.asList(words).contains("counters");
        return Arrays.stream(IpSet.Type.values())
                .filter(type -> type.text().equals(words[0]) && (!type.counted() || counted))
                .reduce((plain, other) -> other.counted() ? other : plain)
                .map(type -> new IpSet(name, type, family, new TreeSet<>()));
    }
}
