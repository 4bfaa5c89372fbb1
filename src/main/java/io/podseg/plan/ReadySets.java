package io.podseg.plan;

import io.podseg.model.Ip;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The ready sets are written apart from the rest: an address leaves before its pod goes and enters just before it starts. */
public final class ReadySets {
    private ReadySets() {}

    /** Whether a set is one of them. */
    public static boolean isReadySet(String name) {
        return name.startsWith("podseg") && name.endsWith("-ready");
    }

    /** Entries of a pod in the target. */
    public static List<ReadyMember> of(PodSpec pod, Firewall target) {
        Set<String> addresses = addresses(pod);
        return members(target).stream()
                .filter(member -> addresses.contains(member.address()))
                .toList();
    }

    /** Addresses of a pod as text. */
    public static Set<String> addresses(PodSpec pod) {
        Set<String> addresses = new HashSet<>();
        pod.attachments()
                .forEach(attachment ->
                        attachment.addresses().stream().map(Ip::toString).forEach(addresses::add));
        return addresses;
    }

    /** Entries of a pod that is there, in the target. */
    public static List<ReadyMember> of(PodState pod, Firewall target) {
        Set<String> addresses = addresses(pod);
        return members(target).stream()
                .filter(member -> addresses.contains(member.address()))
                .toList();
    }

    /** Addresses of a pod that is there, as text. */
    public static Set<String> addresses(PodState pod) {
        Set<String> addresses = new HashSet<>();
        pod.attachments()
                .forEach(attachment ->
                        attachment.addresses().stream().map(Ip::toString).forEach(addresses::add));
        return addresses;
    }

    /** Entries to take out first: those that are not wanted, and those of pods that are made or started again. */
    public static List<ReadyMember> extra(Firewall target, Firewall actual, Set<String> restarted) {
        return difference(actual, target, restarted, true);
    }

    /** Entries that are missing though their pod stays as it is. */
    public static List<ReadyMember> missing(Firewall target, Firewall actual, Set<String> restarted) {
        return difference(target, actual, restarted, false);
    }

    private static List<ReadyMember> difference(
            Firewall from, Firewall other, Set<String> restarted, boolean includeRestarted) {
        List<ReadyMember> members = new ArrayList<>();
        for (IpSet set : from.sets().values()) {
            if (!isReadySet(set.name())) {
                continue;
            }
            IpSet opposite = other.sets().get(set.name());
            for (String member : set.members()) {
                boolean restarts = restarted.contains(address(member));
                boolean differs = opposite == null || !opposite.members().contains(member);
                if (includeRestarted ? differs || restarts : differs && !restarts) {
                    members.add(new ReadyMember(set.name(), member));
                }
            }
        }
        return members;
    }

    /** The target with the ready entries of restarted pods as they are now. */
    public static Firewall without(Firewall target, Firewall actual, Set<String> restarted) {
        SortedMap<String, IpSet> sets = new TreeMap<>(target.sets());
        target.sets().values().stream().filter(set -> isReadySet(set.name())).forEach(set -> {
            TreeSet<String> members = new TreeSet<>(set.members());
            members.removeIf(member -> restarted.contains(address(member)));
            IpSet now = actual.sets().get(set.name());
            if (now != null) {
                now.members().stream()
                        .filter(member -> restarted.contains(address(member)))
                        .forEach(members::add);
            }
            sets.put(set.name(), set.with(members));
        });
        return new Firewall(target.tables(), sets, target.bridge());
    }

    /**
     * The firewall as a boot must load it: ready is who is ready now, and whose address is still theirs then.
     *
     * @param now the kernel
     * @param leases addresses that may belong to somebody else after a boot
     */
    public static Firewall atBoot(Firewall target, Firewall now, Set<String> leases) {
        SortedMap<String, IpSet> sets = new TreeMap<>(target.sets());
        target.sets().values().stream().filter(set -> isReadySet(set.name())).forEach(set -> {
            TreeSet<String> members = new TreeSet<>(set.members());
            IpSet ready = now.sets().get(set.name());
            members.removeIf(member -> ready == null || !ready.members().contains(member));
            members.removeIf(member -> leases.contains(address(member)));
            sets.put(set.name(), set.with(members));
        });
        return new Firewall(target.tables(), sets, target.bridge());
    }

    /** A firewall once these entries have left its ready sets. */
    static Firewall less(Firewall firewall, List<ReadyMember> gone) {
        SortedMap<String, IpSet> sets = new TreeMap<>(firewall.sets());
        for (ReadyMember member : gone) {
            sets.computeIfPresent(member.set(), (name, set) -> {
                TreeSet<String> left = new TreeSet<>(set.members());
                left.remove(member.member());
                return set.with(left);
            });
        }
        return new Firewall(firewall.tables(), sets, firewall.bridgeCallIptables());
    }

    /** Entries of all ready sets. */
    static List<ReadyMember> members(Firewall firewall) {
        return firewall.sets().values().stream()
                .filter(set -> isReadySet(set.name()))
                .flatMap(set -> set.members().stream().map(member -> new ReadyMember(set.name(), member)))
                .toList();
    }

    private static String address(String member) {
        return new ReadyMember("", member).address();
    }
}
