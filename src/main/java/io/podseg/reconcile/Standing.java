package io.podseg.reconcile;

import io.podseg.plan.ReadySets;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.TransactionBuilder;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The firewall that was last in force, so that it can be put back while Podman does not answer. What was ready then stays so: no
 * address becomes ready by this that was not.
 */
public final class Standing {
    private final NetfilterPort netfilter;
    private Optional<Firewall> last = Optional.empty();

    public Standing(NetfilterPort netfilter) {
        this.netfilter = netfilter;
    }

    /**
     * Remembers the firewall of a plan that was carried out, where the kernel has it.
     *
     * @param seen the kernel afterwards
     */
    public void remember(Planned planned, Firewall seen) {
        Stream.of(planned.plan().after(), planned.plan().target())
                .filter(target -> ReadBack.difference(target, seen).isEmpty())
                .findFirst()
                .ifPresent(target -> last = Optional.of(withReady(target, seen)));
    }

    private static Firewall withReady(Firewall target, Firewall seen) {
        SortedMap<String, IpSet> sets = new TreeMap<>(target.sets());
        target.sets().forEach((name, set) -> {
            if (ReadySets.isReadySet(name)) {
                SortedSet<String> members = new TreeSet<>(set.members());
                members.retainAll(Optional.ofNullable(seen.sets().get(name))
                        .map(IpSet::members)
                        .orElseGet(TreeSet::new));
                sets.put(name, set.with(members));
            }
        });
        return new Firewall(target.tables(), sets, target.bridge());
    }

    /**
     * Puts back what is not as it was.
     *
     * @return whether anything was not
     */
    public boolean restore() throws HostException {
        if (last.isEmpty()) {
            return false;
        }
        FirewallTransaction difference = TransactionBuilder.build(last.get(), netfilter.observe(), name -> false);
        if (difference.isEmpty()) {
            return false;
        }
        netfilter.apply(difference);
        return true;
    }
}
