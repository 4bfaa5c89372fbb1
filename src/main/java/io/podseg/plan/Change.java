package io.podseg.plan;

import io.podseg.model.NetworkSpec;
import io.podseg.model.Sorted;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.SecretSpec;
import io.podseg.state.SettingKey;
import io.podseg.state.VolumeSpec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** One change as inert data: it can be shown, ordered and counted; only the executor carries it out. */
public sealed interface Change {
    Header header();

    /** A network is made. */
    record CreateNetwork(Header header, NetworkSpec network) implements Change {}

    /** A network is removed and made again; every pod on it is replaced. */
    record ReplaceNetwork(Header header, NetworkSpec network) implements Change {}

    /** A network is removed. */
    record DeleteNetwork(Header header, String name) implements Change {}

    /** Podman secrets of a Secret are made; those that no pod uses any more go when the pods are done. */
    record WriteSecret(Header header, List<SecretSpec> create, List<String> obsolete) implements Change {
        public WriteSecret {
            create = List.copyOf(create);
            obsolete = List.copyOf(obsolete);
        }
    }

    /** The volume of a claim is made. */
    record CreateVolume(Header header, VolumeSpec volume) implements Change {}

    /** The volume of a claim is removed with its content. */
    record DeleteVolume(Header header, String name) implements Change {}

    /** A pod is made and started. */
    record CreatePod(Header header, PodSpec pod) implements Change {}

    /** A pod is removed and made again. */
    record ReplacePod(Header header, PodSpec pod) implements Change {}

    /** A pod that is there is started again. */
    record StartPod(Header header, PodSpec pod) implements Change {}

    /** A pod that stays as it is gets other limits while it runs. */
    record UpdatePod(Header header, PodSpec pod) implements Change {}

    /** A pod that stays as it is was not ready when it was last waited for: it is waited for again. */
    record AwaitPod(Header header, PodSpec pod) implements Change {}

    /** A pod is removed. */
    record DeletePod(Header header, String podmanName) implements Change {}

    /**
     * Pods of a new template take over from those of an older one.
     *
     * @param pace how many there may be meanwhile
     * @param create pods that are made
     * @param keep pods of the new template that are there already, from a rollout that was interrupted
     * @param retire pods of older templates
     */
    record Rollout(Header header, RolloutPace pace, List<PodSpec> create, List<PodSpec> keep, List<PodState> retire)
            implements Change {
        public Rollout {
            create = List.copyOf(create);
            keep = List.copyOf(keep);
            retire = List.copyOf(retire);
        }
    }

    /**
     * Settings of the host are written.
     *
     * @param set new values, written before anything else
     * @param unset what is no longer asked for, after everything else: the value that was there before podseg's, or none
     */
    record Configure(Header header, SortedMap<SettingKey, String> set, SortedMap<SettingKey, Optional<String>> unset)
            implements Change {
        public Configure {
            set = Sorted.map(set);
            unset = Sorted.map(unset);
        }
    }

    /** Policies, namespaces or labels change: carried out by the plan's firewall transaction. */
    record Enforce(Header header) implements Change {}

    /** Something in the firewall is not as podseg left it: carried out by the plan's firewall transaction. */
    record RepairFirewall(Header header) implements Change {}

    /** Rules in the network namespace of a pod that runs are not as they should be, and nothing else says why. */
    record EnforcePodRules(Header header, String podmanName) implements Change {}

    /** Something that only other objects use (a ConfigMap): nothing happens on the host but that podseg remembers it. */
    record Remember(Header header) implements Change {}

    /** What the manifests ask for cannot be, because of something on the host that is not podseg's. */
    record Conflict(Header header, String message) implements Change {}
}
