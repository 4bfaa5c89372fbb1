package io.podseg.reconcile;

import io.podseg.state.Firewall;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/** The pod layer; what was read in each namespace is kept for those who plan. */
final class KeptPodRules implements PodRulesPort {
    private final PodRulesPort real;
    private final LongSupplier nanos;
    private final Map<Long, KeptNetfilter> namespaces = new HashMap<>();

    KeptPodRules(PodRulesPort real, LongSupplier nanos) {
        this.real = real;
        this.nanos = nanos;
    }

    synchronized void forget() {
        namespaces.values().forEach(KeptNetfilter::forget);
    }

    /** When the one began to be read that was read the longest ago. */
    synchronized OptionalLong seen() {
        return namespaces.values().stream()
                .map(KeptNetfilter::seen)
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    @Override
    public synchronized void retain(Set<Long> processes) {
        namespaces.keySet().retainAll(processes);
        real.retain(processes);
    }

    @Override
    public synchronized NetfilterPort in(long process) {
        return namespaces.computeIfAbsent(process, key -> new KeptNetfilter(real.in(key), nanos));
    }

    @Override
    public boolean isThere(long process) {
        return real.isThere(process);
    }

    @Override
    public void keep(String podmanName, Firewall rules) throws HostException {
        real.keep(podmanName, rules);
    }

    @Override
    public void bind(String podmanName, String infraContainer) throws HostException {
        real.bind(podmanName, infraContainer);
    }

    @Override
    public void forget(String podmanName) throws HostException {
        real.forget(podmanName);
    }

    @Override
    public Set<String> kept() throws HostException {
        return real.kept();
    }
}
