package io.podseg.reconcile;

import io.podseg.model.Ip;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.KernelRules;
import io.podseg.state.TrackedConnection;
import java.util.List;
import java.util.Set;

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
