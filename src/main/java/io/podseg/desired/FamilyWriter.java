package io.podseg.desired;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Sorted;
import io.podseg.policy.Endpoint;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Collects the chains and sets of one family. */
final class FamilyWriter {
    private final Family family;
    private final SortedMap<String, IpSet> sets;
    private final TreeMap<String, List<Rule>> chains = new TreeMap<>();
    private final RuleMemory memory;

    /**
     * A writer.
     *
     * @param sets where sets go
     * @param memory what was written last
     */
    FamilyWriter(Family family, SortedMap<String, IpSet> sets, RuleMemory memory) {
        this.family = family;
        this.sets = sets;
        this.memory = memory;
    }

    Family family() {
        return family;
    }

    RuleMemory memory() {
        return memory;
    }

    void chain(String name, List<Rule> rules) {
        chains.put(name, rules);
    }

    void set(String name, IpSet.Type type, SortedSet<String> members) {
        sets.put(name, new IpSet(name, type, family, members));
    }

    void set(IpSet set) {
        sets.put(set.name(), set);
    }

    Rule rule(String comment, Rule.Target target, Rule.Match... matches) {
        return memory.rule(new Rule.Own(List.of(matches), target, comment));
    }

    /** Addresses of this family as members of sets; an address is one text in however many sets it stands. */
    SortedSet<String> addresses(List<Endpoint> endpoints) {
        List<String> addresses = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            for (Ip ip : endpoint.unseen() ? List.<Ip>of() : endpoint.addresses()) {
                if (ip.family() == family) {
                    addresses.add(memory.text(ip));
                }
            }
        }
        return Sorted.set(addresses);
    }

    SortedMap<String, List<Rule>> chains() {
        return chains;
    }
}
