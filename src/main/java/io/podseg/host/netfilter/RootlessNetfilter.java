package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.netfilter.RootlessNetns.Found;
import io.podseg.model.Ip;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.KernelRules;
import io.podseg.state.TrackedConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The packet filter of an ordinary user's Podman, in a namespace that comes with the first container and goes with the last.
 *
 * <p>While there is none, what is in force is what will be loaded as soon as there is one: the ruleset that is kept for this. So a
 * host at rest is as it should be, and whoever writes first has the namespace made and loaded. It is held from then on until this
 * is closed, so that a container that starts finds it with the rules in it.
 */
public final class RootlessNetfilter implements NetfilterPort, AutoCloseable {
    private static final Path IPV6_INTERFACES = Path.of("/proc/net/if_inet6");

    private final CommandRunner runner;
    private final RootlessNetns netns;
    private final KeptRuleset kept;
    private final RootlessHolder holder;
    private final RootlessBoot boot;
    private @Nullable Inside last;

    /** The filter of one namespace. */
    private record Inside(Found namespace, NetfilterAdapter filter) {}

    /**
     * Touches nothing yet.
     *
     * @param runner runs programs in the user's namespaces
     * @param stateFolder with the ruleset that is kept
     * @param holder makes the namespace
     * @param boot loads the ruleset
     */
    public RootlessNetfilter(
            CommandRunner runner, RootlessNetns netns, Path stateFolder, RootlessHolder holder, RootlessBoot boot) {
        this.runner = runner;
        this.netns = netns;
        this.kept = new KeptRuleset(stateFolder);
        this.holder = holder;
        this.boot = boot;
    }

    /** The namespace as it is now; empty where there is none. */
    private synchronized Optional<NetfilterAdapter> there() throws HostException {
        Optional<Found> found = netns.find();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Inside known = last;
        if (known == null || !known.namespace().equals(found.get())) {
            CommandRunner inside = runner.prefixed(RootlessNetns.enter(found.get()));
            known = new Inside(found.get(), new NetfilterAdapter(inside, ProcFiles.of(inside)));
            last = known;
        }
        return Optional.of(known.filter());
    }

    /** The namespace with rules in it, made where there is none. */
    private synchronized NetfilterAdapter made() throws HostException {
        Optional<NetfilterAdapter> there = there();
        if (there.isPresent()) {
            return there.get();
        }
        holder.hold(() -> netns.find().isPresent());
        return load().orElseThrow(
                        () -> new HostException("Podman's rootless network namespace went as soon as it was made"));
    }

    /**
     * Loads the kept ruleset where there is a namespace and it has none of it, as after a boot; does nothing else.
     *
     * @return the filter of the namespace, where there is one
     */
    synchronized Optional<NetfilterAdapter> load() throws HostException {
        Optional<NetfilterAdapter> filter = there();
        if (filter.isPresent()
                && kept.read().isPresent()
                && filter.get().observe().tables().values().stream()
                        .allMatch(table -> table.chains().isEmpty())) {
            boot.load(netns);
        }
        return filter;
    }

    /** The end of another container may have taken the namespace along while this one started (Podman 4), and then it is in a new one. */
    @Override
    public synchronized void started(String podmanName) throws HostException {
        Inside written = last;
        Optional<Found> now = netns.find();
        if (written != null && now.isPresent() && !written.namespace().equals(now.get())) {
            load();
            throw new HostException("Podman made its rootless network namespace anew while " + podmanName
                    + " started; its rules are loaded again");
        }
    }

    private interface Work<T> {
        T with(NetfilterAdapter filter) throws HostException;
    }

    /** The end of the last container takes the namespace along (Podman 4), and whoever is in it at that moment fails for that alone. */
    private <T> Optional<T> inside(Work<T> work) throws HostException {
        Optional<NetfilterAdapter> filter = there();
        if (filter.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.with(filter.get()));
        } catch (HostException e) {
            Optional<NetfilterAdapter> now = there();
            if (now.isEmpty()) {
                return Optional.empty();
            }
            if (now.get() == filter.get()) {
                throw e;
            }
            return Optional.of(work.with(now.get()));
        }
    }

    @Override
    public Firewall observe() throws HostException {
        Optional<Firewall> found = inside(NetfilterAdapter::observe);
        return found.isPresent() ? found.get() : kept.read().orElse(Firewall.NONE);
    }

    @Override
    public KernelRules rules() throws HostException {
        Optional<KernelRules> found = inside(NetfilterAdapter::rules);
        return found.isPresent() ? found.get() : KernelRules.of(kept.read().orElse(Firewall.NONE));
    }

    @Override
    public Counters counters() throws HostException {
        return inside(NetfilterAdapter::counters).orElse(Counters.NONE);
    }

    @Override
    public boolean hasIpv6() {
        return Files.exists(IPV6_INTERFACES);
    }

    /** Of the namespace with the bridges: an interface of the host's own does not stand in their way. */
    @Override
    public Set<String> links() {
        try {
            return there().map(NetfilterAdapter::links).orElse(Set.of());
        } catch (HostException e) {
            return Set.of();
        }
    }

    @Override
    public void apply(FirewallTransaction transaction) throws HostException {
        made().apply(transaction);
    }

    @Override
    public void addMember(String set, String member) throws HostException {
        made().addMember(set, member);
    }

    @Override
    public void removeMember(String set, String member) throws HostException {
        made().removeMember(set, member);
    }

    @Override
    public void setBridgeNetfilter(BridgeSysctls sysctls) throws HostException {
        made().setBridgeNetfilter(sysctls);
    }

    @Override
    public void reflect(Set<String> bridges) throws HostException {
        inside(filter -> {
            filter.reflect(bridges);
            return true;
        });
    }

    @Override
    public void steady(Set<String> bridges) throws HostException {
        inside(filter -> {
            filter.steady(bridges);
            return true;
        });
    }

    @Override
    public List<TrackedConnection> connections() throws HostException {
        return inside(NetfilterAdapter::connections).orElse(List.of());
    }

    @Override
    public void cut(List<TrackedConnection> revoked) throws HostException {
        inside(filter -> {
            filter.cut(revoked);
            return true;
        });
    }

    @Override
    public void forget(Set<Ip> addresses) throws HostException {
        inside(filter -> {
            filter.forget(addresses);
            return true;
        });
    }

    @Override
    public void close() {
        holder.close();
    }
}
