package io.podseg.plan;

import io.podseg.model.Family;
import io.podseg.model.ObjectKey;
import io.podseg.state.Firewall;
import io.podseg.state.Hash;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable.Hook;
import io.podseg.state.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The firewall's parts one by one, so that each can be compared with what podseg last left there. */
public final class FirewallItems {
    private FirewallItems() {}

    /** Hash of each part by its name: {@code Chain IPv4/PODSEG-FROM}, {@code Jump …}, {@code Set …}, {@code Sysctl …}. */
    public static SortedMap<String, String> hashes(Firewall firewall) {
        TreeMap<String, String> hashes = new TreeMap<>();
        for (Family family : Family.values()) {
            firewall.table(family)
                    .chains()
                    .forEach((name, rules) ->
                            hashes.put(key("Chain", family, name).toString(), Hash.of(rules.toString())));
            firewall.table(family)
                    .hooks()
                    .forEach(
                            (name, hook) -> hashes.put(key("Jump", family, name).toString(), Hash.of(hook.toString())));
        }
        firewall.sets().forEach((name, set) -> hashes.put(set(name).toString(), Hash.of(set.toString())));
        firewall.bridge().on().forEach(name -> hashes.put(sysctl(name).toString(), "1"));
        return hashes;
    }

    /**
     * What was changed by hand: parts that are not as desired, and not as podseg left them.
     *
     * @param last {@link #hashes} of what podseg read back last
     */
    static List<Change> drift(Firewall desired, Firewall actual, SortedMap<String, String> last) {
        SortedMap<String, String> want = hashes(desired);
        SortedMap<String, String> have = hashes(actual);
        List<Change> drift = new ArrayList<>();
        for (Part part : parts(desired, actual)) {
            String name = part.key().toString();
            String wanted = want.getOrDefault(name, "");
            String found = have.getOrDefault(name, "");
            String left = last.getOrDefault(name, "");
            if (!wanted.equals(found) && !found.equals(left)) {
                Action action = found.isEmpty() ? Action.ADD : wanted.isEmpty() ? Action.DELETE : Action.UPDATE;
                drift.add(new Change.RepairFirewall(new Header(action, part.key(), part.cause(), true, List.of())));
            }
        }
        return drift;
    }

    private record Part(ObjectKey key, String cause) {}

    private static List<Part> parts(Firewall desired, Firewall actual) {
        List<Part> parts = new ArrayList<>();
        for (Family family : Family.values()) {
            var want = desired.table(family);
            var have = actual.table(family);
            for (String name : union(want.hooks(), have.hooks())) {
                parts.add(new Part(
                        key("Jump", family, name),
                        jumpCause(want.hooks().get(name), have.hooks().get(name))));
            }
            for (String name : union(want.chains(), have.chains())) {
                parts.add(new Part(
                        key("Chain", family, name),
                        chainCause(want.chains().get(name), have.chains().get(name))));
            }
        }
        for (String name : union(desired.sets(), actual.sets())) {
            parts.add(new Part(
                    set(name), setCause(desired.sets().get(name), actual.sets().get(name))));
        }
        desired.bridge().on().forEach(name -> parts.add(new Part(sysctl(name), "switched off on the host")));
        return parts;
    }

    private static TreeSet<String> union(SortedMap<String, ?> one, SortedMap<String, ?> other) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }

    private static String jumpCause(@Nullable Hook want, @Nullable Hook hook) {
        if (want == null) {
            return "added on the host";
        }
        if (hook == null || hook.position() == 0) {
            return "removed on the host";
        }
        return hook.count() > 1
                ? "there are " + hook.count() + " of them"
                : "no longer first, now at " + hook.position();
    }

    private static String chainCause(@Nullable List<Rule> want, @Nullable List<Rule> have) {
        if (have == null) {
            return "removed on the host";
        }
        if (want == null) {
            return "added on the host";
        }
        if (have.isEmpty()) {
            return "flushed on the host";
        }
        long missing = want.stream().filter(rule -> !have.contains(rule)).count();
        long extra = have.stream().filter(rule -> !want.contains(rule)).count();
        if (missing == 0 && extra == 0) {
            return "rules moved on the host";
        }
        return rules(missing, "missing") + (missing > 0 && extra > 0 ? ", " : "") + rules(extra, "added on the host");
    }

    private static String rules(long count, String what) {
        return count == 0 ? "" : count + (count == 1 ? " rule " : " rules ") + what;
    }

    private static String setCause(@Nullable IpSet want, @Nullable IpSet have) {
        if (have == null) {
            return "removed on the host";
        }
        if (want == null) {
            return "added on the host";
        }
        if (want.type() != have.type() || want.family() != have.family()) {
            return "of another type";
        }
        TreeSet<String> missing = new TreeSet<>(want.members());
        missing.removeAll(have.members());
        TreeSet<String> extra = new TreeSet<>(have.members());
        extra.removeAll(want.members());
        return sample(missing, "missing")
                + (missing.isEmpty() || extra.isEmpty() ? "" : ", ")
                + sample(extra, "added on the host");
    }

    private static String sample(TreeSet<String> members, String what) {
        if (members.isEmpty()) {
            return "";
        }
        return members.first() + (members.size() > 1 ? " and " + (members.size() - 1) + " more " : " ") + what;
    }

    private static ObjectKey key(String kind, Family family, String name) {
        return new ObjectKey(kind, family == Family.V4 ? "IPv4" : "IPv6", name);
    }

    private static ObjectKey set(String name) {
        return new ObjectKey("Set", "", name);
    }

    private static ObjectKey sysctl(String name) {
        return new ObjectKey("Sysctl", "", "net.bridge." + name);
    }
}
