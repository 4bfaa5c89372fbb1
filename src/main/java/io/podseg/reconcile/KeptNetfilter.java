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
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The kernel's packet filter, whose last reading is kept for those who plan. */
final class KeptNetfilter implements NetfilterPort {
    /** Counting is for people, and reading all counters of a large host takes as long as reading its rules. */
    private static final long COUNTS_NANOS = Duration.ofSeconds(10).toNanos();

    private final NetfilterPort kernel;
    private final LongSupplier nanos;
    private final KeptValue<Read> firewall = new KeptValue<>();
    private Optional<Counted> counted = Optional.empty();

    private record Read(long began, Firewall firewall) {}

    private record Counted(long when, Counters counters) {}

    KeptNetfilter(NetfilterPort kernel, LongSupplier nanos) {
        this.kernel = kernel;
        this.nanos = nanos;
    }

    void forget() {
        firewall.forget();
    }

    OptionalLong seen() {
        return firewall.kept().map(read -> OptionalLong.of(read.began())).orElseGet(OptionalLong::empty);
    }

    private Read read() throws HostException {
        return new Read(nanos.getAsLong(), kernel.observe());
    }

    @Override
    public Firewall believed() throws HostException {
        return firewall.get(this::read).firewall();
    }

    @Override
    public Firewall observe() throws HostException {
        return firewall.again(this::read).firewall();
    }

    /** Comparing with what is wanted next then takes no look at each of ten thousand rules. */
    @Override
    public void confirm(Firewall wanted) {
        firewall.replace(read -> new Read(read.began(), shared(read.firewall(), wanted)));
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

    /** Not older than ten seconds. */
    @Override
    public synchronized Counters counters() throws HostException {
        long now = nanos.getAsLong();
        Optional<Counted> young = counted.filter(old -> now - old.when() < COUNTS_NANOS);
        if (young.isPresent()) {
            return young.get().counters();
        }
        Counters counters = kernel.counters();
        counted = Optional.of(new Counted(now, counters));
        return counters;
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
    public void steady(Set<String> bridges) throws HostException {
        kernel.steady(bridges);
    }

    @Override
    public void forget(Set<Ip> addresses) throws HostException {
        kernel.forget(addresses);
    }

    @Override
    public void started(String podmanName) throws HostException {
        firewall.change(() -> kernel.started(podmanName));
    }
}
