package io.podseg;

import io.podseg.cli.Edges;
import io.podseg.desired.Abilities;
import io.podseg.desired.HostFacts;
import io.podseg.host.podman.ApiService;
import io.podseg.reconcile.Checker;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.LookPort;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PodRulesPort;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.Prober;
import io.podseg.reconcile.SettingsPort;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Podman and the kernel of this host, as opened by {@link Hosts}.
 *
 * @param podman Podman's containers
 * @param netfilter the packet filter of the host, or of the user's network namespace
 * @param prober opens connections from within pods
 * @param checker asks pods whether they are well
 * @param settings files of settings that Podman reads
 * @param service Podman's API service
 * @param rootless what an ordinary user's host has besides
 * @param layer rules inside pods
 * @param abilities what containers can be given here, asked for each time
 * @param look what the audit sees
 */
record RealHost(
        PodmanPort podman,
        NetfilterPort netfilter,
        Prober prober,
        Checker checker,
        SettingsPort settings,
        ApiService service,
        Optional<RootlessHost> rootless,
        PodLayer layer,
        Supplier<Abilities> abilities,
        LookPort look)
        implements Edges.Host {
    @Override
    public PodRulesPort podRules() {
        return layer.rules();
    }

    @Override
    public HookPort hook() {
        return layer.hook();
    }

    @Override
    public HostFacts facts() {
        return new HostFacts(rootless.isPresent(), hook().problem(), abilities.get());
    }

    @Override
    public void revive() throws HostException {
        service.revive();
    }

    @Override
    public void close() {
        rootless.ifPresent(it -> it.filter().close());
        service.close();
    }
}
