package io.podseg.bench;

import io.podseg.model.Family;
import io.podseg.reconcile.Cycle;
import io.podseg.state.Firewall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long the kernel stays as somebody else made it. */
final class Repair {
    private static final String MOVED = "podseg's jump is no longer first";

    private final Following following;
    private final Map<String, Median.Work> deeds = new LinkedHashMap<>();

    Repair(Following following) throws Exception {
        this.following = following;
        Firewall firewall = following.firewall();
        String chain = firewall.table(Family.V4).chains().keySet().stream()
                .filter(name -> name.startsWith("PODSEG-I-"))
                .findFirst()
                .orElseThrow();
        String member = firewall.sets().values().stream()
                .filter(set -> set.name().startsWith("podseg4-i-"))
                .map(set -> set.name() + " " + set.members().first())
                .findFirst()
                .orElseThrow();
        deeds.put("a chain is flushed", () -> Kernel.run(List.of("iptables", "-t", "mangle", "-F", chain)));
        deeds.put("a rule is deleted", () -> Kernel.run(List.of("iptables", "-t", "mangle", "-D", chain, "1")));
        deeds.put(
                "a rule is added in front",
                () -> Kernel.run(List.of("iptables", "-t", "mangle", "-I", "PODSEG-TO", "1", "-j", "RETURN")));
        deeds.put(MOVED, () -> Kernel.run(List.of("iptables", "-t", "mangle", "-I", "FORWARD", "1", "-j", "ACCEPT")));
        deeds.put(
                "podseg's jump is deleted",
                () -> Kernel.run(List.of("iptables", "-t", "mangle", "-D", "FORWARD", "-j", "PODSEG-FORWARD")));
        deeds.put("a member of a set is deleted", () -> {
            List<String> words = new ArrayList<>(List.of("ipset", "del"));
            words.addAll(List.of(member.split(" ")));
            Kernel.run(words);
        });
        deeds.put(
                "a bridge sysctl is switched off",
                () -> Kernel.run(List.of("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=0")));
    }

    String measure(int rounds) throws Exception {
        Median median = new Median();
        for (int i = 0; i < rounds; i++) {
            for (Map.Entry<String, Median.Work> deed : deeds.entrySet()) {
                following.quiet();
                long start = System.nanoTime();
                deed.getValue().run();
                following.await(Cycle.Result.APPLIED);
                median.add(deed.getKey(), (following.written() - start) / 1e6);
                following.quiet();
                if (deed.getKey().equals(MOVED)) {
                    Kernel.run(List.of("iptables", "-t", "mangle", "-D", "FORWARD", "-j", "ACCEPT"));
                }
            }
        }
        StringBuilder text = new StringBuilder("| what somebody does | put back after |\n|---|---|\n");
        deeds.keySet()
                .forEach(deed -> text.append("| ")
                        .append(deed)
                        .append(" | ")
                        .append(median.time(deed))
                        .append(String.format(Locale.ROOT, " |%n")));
        return text.toString();
    }
}
