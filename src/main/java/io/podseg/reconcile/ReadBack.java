package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.plan.ReadySets;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.TransactionBuilder;
import java.util.Optional;

/** Compares what the kernel says with what was written: only then is a policy in force. */
final class ReadBack {
    private ReadBack() {}

    /** What differs, as a sentence; empty where the kernel has exactly the target. Ready sets are written later. */
    static Optional<String> difference(Firewall target, Firewall found) {
        Firewall wanted = TransactionBuilder.canonical(target, found);
        for (Family family : Family.values()) {
            MangleTable want = wanted.table(family);
            MangleTable have = found.table(family);
            for (String chain : want.chains().keySet()) {
                if (!want.chains().get(chain).equals(have.chains().get(chain))) {
                    return Optional.of("chain " + chain + " (" + family + ") reads back otherwise than it was written;"
                            + " is another program writing iptables rules?");
                }
            }
            if (!want.hooks().equals(have.hooks())) {
                return Optional.of(
                        "podseg's jumps do not stand first in " + want.hooks().keySet() + " (" + family + ")");
            }
        }
        for (IpSet set : wanted.sets().values()) {
            IpSet have = found.sets().get(set.name());
            boolean same = have != null && (ReadySets.isReadySet(set.name()) || set.equals(have));
            if (!same) {
                return Optional.of("set " + set.name() + " reads back otherwise than it was written");
            }
        }
        return wanted.bridge().on().stream()
                .filter(name -> !found.bridge().on().contains(name))
                .findFirst()
                .map(name -> "net.bridge." + name + " stays 0: traffic inside a network would not be filtered");
    }
}
