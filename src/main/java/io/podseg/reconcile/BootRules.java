package io.podseg.reconcile;

import io.podseg.plan.ReadySets;
import io.podseg.state.Firewall;
import io.podseg.state.ForeignContainer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the ruleset for the next boot at what the kernel was last seen to have: as soon as new rules were read back, so that a
 * host that loses power while pods start comes back with the new rules, and once more when all is done.
 *
 * <p>Addresses of containers of others are not ready in it. They are leases: after a boot another container may have them.
 */
final class BootRules {
    private final StateStore store;
    private final Set<String> leases = new HashSet<>();
    private Optional<Firewall> standing = Optional.empty();

    BootRules(StateStore store, Collection<ForeignContainer> foreign) {
        this.store = store;
        foreign.forEach(container -> container
                .attachments()
                .forEach(attachment -> attachment.addresses().forEach(ip -> leases.add(ip.toString()))));
    }

    /**
     * The kernel has these rules. Where they cannot be kept, {@link #keep} tries again and tells: rules that stand are worth more
     * than their copy, so what was planned goes on.
     *
     * @param now the same with the ready sets as they are
     */
    void stand(Firewall target, Firewall now) {
        standing = Optional.of(target);
        try {
            save(target, now);
        } catch (HostException e) {
            // keep() tries again, and says why.
            return;
        }
    }

    /**
     * Keeps what was last seen to stand, where anything was.
     *
     * @param now the kernel, for the ready sets
     */
    void keep(Firewall now) throws HostException {
        if (standing.isPresent()) {
            save(standing.get(), now);
        }
    }

    /**
     * Keeps a ruleset.
     *
     * @param now the same with the ready sets as they are
     */
    void save(Firewall target, Firewall now) throws HostException {
        if (!isNothing(target)) {
            store.saveRuleset(ReadySets.atBoot(target, now, leases));
        }
    }

    /** When everything of podseg goes, what was kept goes with the rest of the memory. */
    private static boolean isNothing(Firewall firewall) {
        return firewall.tables().values().stream()
                .allMatch(table -> table.chains().isEmpty());
    }
}
