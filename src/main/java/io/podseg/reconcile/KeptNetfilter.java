package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.KernelRules;
import io.podseg.state.MangleTable;
import io.podseg.state.Rule;
import io.podseg.state.TrackedConnection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kernel's packet filter, whose last reading is kept for those who plan. */
final class KeptNetfilter implements NetfilterPort {
    private final NetfilterPort kernel;
    private final KeptValue<Firewall> firewall = new KeptValue<>();

    KeptNetfilter(NetfilterPort kernel) {
        this.kernel = kernel;
    }

    void forget() {
        firewall.forget();
    }

    @Override
    public Firewall believed() throws HostException {
        return firewall.get(kernel::observe);
    }

    @Override
    public Firewall observe() throws HostException {
        return firewall.again(kernel::observe);
    }

    /** Comparing with what is wanted next then takes no look at each of ten thousand rules. */
    @Override
    public void confirm(Firewall wanted) {
        firewall.replace(found -> shared(found, wanted));
    }

    private static Firewall shared(Firewall found, Firewall wanted) {
        Map<Family, MangleTable> tables = new EnumMap<>(Family.class);
        found.tables().forEach((family, table) -> tables.put(family, shared(table, wanted.table(family))));
        SortedMap<String, IpSet> sets = new TreeMap<>(found.sets());
        sets.replaceAll((name, set) -> shared(set, wanted.sets().get(name)));
        return new Firewall(tables, sets, found.bridge());
    }

    private static MangleTable shared(MangleTable found, MangleTable wanted) {
        SortedMap<String, List<Rule>> chains = new TreeMap<>(found.chains());
        chains.replaceAll((name, rules) -> shared(rules, wanted.chains().get(name)));
        return new MangleTable(chains, found.hooks());
    }

    private static <T> T shared(T found, @Nullable T wanted) {
        return wanted != null && wanted.equals(found) ? wanted : found;
    }

    @Override
    public void apply(FirewallTransaction transaction) throws HostException {
        firewall.change(() -> kernel.apply(transaction));
    }

    @Override
    public void addMember(String set, String member) throws HostException {
        firewall.change(() -> kernel.addMember(set, member));
    }

    @Override
    public void removeMember(String set, String member) throws HostException {
        firewall.change(() -> kernel.removeMember(set, member));
    }

    @Override
    public void setBridgeNetfilter(BridgeSysctls sysctls) throws HostException {
        firewall.change(() -> kernel.setBridgeNetfilter(sysctls));
    }

    @Override
    public boolean hasIpv6() {
        return kernel.hasIpv6();
    }

    @Override
    public Set<String> links() {
        return kernel.links();
    }

    @Override
    public KernelRules rules() throws HostException {
        return kernel.rules();
    }

    @Override
    public Counters counters() throws HostException {
        return kernel.counters();
    }

    @Override
    public List<TrackedConnection> connections() throws HostException {
        return kernel.connections();
    }

    @Override
    public void cut(List<TrackedConnection> revoked) throws HostException {
        kernel.cut(revoked);
    }

    @Override
    public void reflect(Set<String> bridges) throws HostException {
        kernel.reflect(bridges);
    }

    @Override
    public void forget(Set<Ip> addresses) throws HostException {
        kernel.forget(addresses);
    }
}
