package io.podseg.plan;

import io.podseg.model.Family;
import io.podseg.model.ObjectKey;
import io.podseg.state.Firewall;
import io.podseg.state.Hash;
import io.podseg.state.HostState;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable.Hook;
import io.podseg.state.PodState;
import io.podseg.state.Rule;
import io.podseg.state.TransactionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The firewall's parts one by one, so that each can be compared with what podseg last left there. */
public final class FirewallItems {
    private static final String ON = "1";
    private static final String POD_RULES = "PodRules";

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
        firewall.bridge().on().forEach(name -> hashes.put(sysctl(name).toString(), ON));
        return hashes;
    }

    /** Hashes of all parts of a host's firewall, and one for the rules of each pod that has some in its own namespace. */
    public static SortedMap<String, String> hashes(HostState host) {
        TreeMap<String, String> hashes = new TreeMap<>(hashes(host.firewall()));
        hashes.putAll(podHashes(host));
        return hashes;
    }

    /** A hash for the rules of each pod that runs and may have some in its own namespace. */
    private static SortedMap<String, String> podHashes(HostState host) {
        TreeMap<String, String> hashes = new TreeMap<>();
        host.podRules().forEach((name, rules) -> {
            PodState pod = host.pods().get(name);
            if (pod != null) {
                hashes.put(podPart(pod.key()), podHash(rules));
            }
        });
        return hashes;
    }

    /** Name of the part that is the rules of a pod. */
    public static String podPart(ObjectKey pod) {
        return new ObjectKey(POD_RULES, pod.namespace(), pod.name()).toString();
    }

    /** Whether a part is the rules of a pod in its own namespace. */
    public static boolean isPodRules(String part) {
        return part.startsWith(POD_RULES + " ");
    }

    /** Hash over all parts of the rules of a pod, in whatever spelling. */
    public static String podHash(Firewall rules) {
        return Hash.of(hashes(TransactionBuilder.canonical(rules)).toString());
    }

    /** How the rules of a pod differ, in a few words. */
    static String cause(Firewall wanted, Firewall found) {
        List<Part> parts = parts(TransactionBuilder.canonical(wanted, found), found);
        if (parts.isEmpty()) {
            return "";
        }
        Part first = parts.getFirst();
        String more = parts.size() > 1 ? ", and " + (parts.size() - 1) + " more" : "";
        return first.key() + ": " + first.cause().get() + more;
    }

    /**
     * What was changed by hand: parts that are not as desired, and not as podseg left them.
     *
     * @param last {@link #hashes} of what podseg read back last
     */
    static List<Change> drift(Firewall desired, Firewall actual, SortedMap<String, String> last) {
        List<Change> drift = new ArrayList<>();
        for (Part part : parts(desired, actual)) {
            String wanted = part.want().map(FirewallItems::hash).orElse("");
            String found = part.have().map(FirewallItems::hash).orElse("");
            String left = last.getOrDefault(part.key().toString(), "");
            if (!wanted.equals(found) && !found.equals(left)) {
                Action action = found.isEmpty() ? Action.ADD : wanted.isEmpty() ? Action.DELETE : Action.UPDATE;
                Header header = new Header(action, part.key(), part.cause().get(), true, List.of());
                drift.add(new Change.RepairFirewall(header));
            }
        }
        return drift;
    }

    private static String hash(Object part) {
        return part.equals(ON) ? ON : Hash.of(part.toString());
    }

    /** A part that differs: what is wanted, what is there, and the words for it. */
    private record Part(ObjectKey key, Optional<?> want, Optional<?> have, Supplier<String> cause) {}

    private static List<Part> parts(Firewall desired, Firewall actual) {
        List<Part> parts = new ArrayList<>();
        for (Family family : Family.values()) {
            var want = desired.table(family);
            var have = actual.table(family);
            differing(want.hooks(), have.hooks(), name -> key("Jump", family, name), FirewallItems::jumpCause, parts);
            differing(
                    want.chains(), have.chains(), name -> key("Chain", family, name), FirewallItems::chainCause, parts);
        }
        differing(desired.sets(), actual.sets(), FirewallItems::set, FirewallItems::setCause, parts);
        desired.bridge().on().stream()
                .filter(name -> !actual.bridge().on().contains(name))
                .forEach(name -> parts.add(
                        new Part(sysctl(name), Optional.of(ON), Optional.empty(), () -> "switched off on the host")));
        return parts;
    }

    private static <T> void differing(
            SortedMap<String, T> want,
            SortedMap<String, T> have,
            Function<String, ObjectKey> key,
            BiFunction<@Nullable T, @Nullable T, String> cause,
            List<Part> parts) {
        want.forEach((name, wanted) -> {
            T found = have.get(name);
            if (!wanted.equals(found)) {
                parts.add(new Part(
                        key.apply(name),
                        Optional.of(wanted),
                        Optional.ofNullable(found),
                        () -> cause.apply(wanted, found)));
            }
        });
        have.forEach((name, found) -> {
            if (!want.containsKey(name)) {
                parts.add(new Part(
                        key.apply(name), Optional.empty(), Optional.of(found), () -> cause.apply(null, found)));
            }
        });
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
