package io.podseg.reconcile;

import io.podseg.state.Firewall;
import java.util.Set;

/** The pod layer: rulesets for the hook to load when a pod starts, and the namespaces of pods that run. */
public interface PodRulesPort extends PodFilters {
    /** A host on which no pod has rules of its own. */
    PodRulesPort NONE = new PodRulesPort() {
        @Override
        public void keep(String podmanName, Firewall rules) throws HostException {
            throw new HostException("this host has no pod layer");
        }

        @Override
        public void bind(String podmanName, String infraContainer) {}

        @Override
        public void forget(String podmanName) {}

        @Override
        public Set<String> kept() {
            return Set.of();
        }

        @Override
        public NetfilterPort in(long process) {
            throw new IllegalStateException("this host has no pod layer");
        }
    };

    /**
     * Keeps the ruleset of a pod where the hook finds it, atomically. Does nothing where it is kept already. To be called before the
     * pod is created.
     *
     * @param podmanName Podman's name of the pod
     */
    void keep(String podmanName, Firewall rules) throws HostException;

    /**
     * Tells which container is the pod's infra container: it has no annotations by which the hook could know. To be called after
     * the pod was created and before it is started; again does no harm.
     */
    void bind(String podmanName, String infraContainer) throws HostException;

    /** Forgets the ruleset of a pod; none is no error. */
    void forget(String podmanName) throws HostException;

    /** Pods whose ruleset is kept, whole and unspoilt. */
    Set<String> kept() throws HostException;
}
