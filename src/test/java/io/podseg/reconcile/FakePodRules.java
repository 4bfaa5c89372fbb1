package io.podseg.reconcile;

import io.podseg.host.podman.FakePodman;
import io.podseg.model.Family;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.MangleTable;
import io.podseg.state.Rule;
import io.podseg.state.TransactionBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/**
 * The pod layer in memory, with a hook that does what the real one does: for an infra container that it knows it loads the pod's
 * ruleset, or drops everything where there is none; with any other it has nothing to do.
 */
@NullMarked
final class FakePodRules implements PodRulesPort {
    /** What stands in a pod's namespace whose ruleset is missing. */
    static final Firewall DARK = dark();

    private final TreeMap<String, Firewall> kept = new TreeMap<>();
    private final TreeMap<String, String> bound = new TreeMap<>();
    private final TreeMap<Long, FakeNetfilter> namespaces = new TreeMap<>();
    private final TreeSet<Long> gone = new TreeSet<>();
    private Optional<String> failing = Optional.empty();
    private boolean works = true;

    FakePodRules(FakePodman podman) {
        podman.onInfra(this::hook);
    }

    private static Firewall dark() {
        TreeMap<Family, MangleTable> tables = new TreeMap<>();
        for (Family family : Family.values()) {
            tables.put(
                    family,
                    new MangleTable(
                            new TreeMap<>(Map.of(
                                    "PODSEG-POD-IN", List.of(Rule.of(new Rule.Drop())),
                                    "PODSEG-POD-OUT", List.of(Rule.of(new Rule.Drop())))),
                            new TreeMap<>(Map.of(
                                    "INPUT", MangleTable.Hook.first("PODSEG-POD-IN"),
                                    "POSTROUTING", MangleTable.Hook.first("PODSEG-POD-OUT")))));
        }
        return new Firewall(tables, new TreeMap<>(), false);
    }

    private void hook(long process, String infraContainer) {
        FakeNetfilter kernel = new FakeNetfilter();
        namespaces.put(process, kernel);
        String pod = bound.get(infraContainer);
        if (works && pod != null) {
            FirewallTransaction load = TransactionBuilder.whole(kept.getOrDefault(pod, DARK));
            try {
                kernel.apply(load);
            } catch (HostException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** As if the hook were not installed. */
    void removeHook() {
        works = false;
    }

    /** Nothing of a pod can be kept from now on, as on a full disk. */
    void failToKeep(String podmanName) {
        failing = Optional.of(podmanName);
    }

    /** As after a boot: what is kept in the runtime folder is gone. */
    void loseFiles() {
        kept.clear();
        bound.clear();
    }

    /** A process ends; its namespace cannot be entered any more. */
    void end(long process) {
        gone.add(process);
    }

    /** The kernel in a namespace. */
    FakeNetfilter namespace(long process) {
        FakeNetfilter kernel = namespaces.get(process);
        if (kernel == null) {
            throw new AssertionError("no process " + process);
        }
        return kernel;
    }

    /** What is kept of a pod. */
    Optional<Firewall> of(String podmanName) {
        return Optional.ofNullable(kept.get(podmanName));
    }

    @Override
    public synchronized void keep(String podmanName, Firewall rules) throws HostException {
        if (failing.equals(Optional.of(podmanName))) {
            throw new HostException("no space left on device");
        }
        kept.put(podmanName, rules);
    }

    @Override
    public synchronized void bind(String podmanName, String infraContainer) {
        bound.put(infraContainer, podmanName);
    }

    @Override
    public synchronized void forget(String podmanName) {
        kept.remove(podmanName);
        bound.values().remove(podmanName);
    }

    @Override
    public synchronized Set<String> kept() {
        return new TreeSet<>(kept.keySet());
    }

    @Override
    public synchronized NetfilterPort in(long process) {
        if (gone.contains(process) || !namespaces.containsKey(process)) {
            FakeNetfilter dead = new FakeNetfilter();
            dead.failWhen(_ -> true);
            return dead;
        }
        return namespace(process);
    }

    @Override
    public synchronized boolean isThere(long process) {
        return !gone.contains(process);
    }

    @Override
    public String toString() {
        return "kept " + kept + ", bound " + bound.values();
    }
}
