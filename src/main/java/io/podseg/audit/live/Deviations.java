package io.podseg.audit.live;

import io.podseg.audit.facts.HostAudit.Deviation;
import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.Subject;
import io.podseg.audit.facts.UserNamespace;
import io.podseg.model.Family;
import io.podseg.model.Owner;
import io.podseg.state.ContainerRun;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.state.MangleTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where what is in force is not what was declared or applied: what no look at one container shows. */
public final class Deviations {
    private static final int NAMED = 5;

    private final HostState actual;
    private final List<Deviation> found = new ArrayList<>();

    /** @param actual the host as podseg reads it */
    public Deviations(HostState actual) {
        this.actual = actual;
    }

    /** All that was added. */
    public List<Deviation> found() {
        return List.copyOf(found);
    }

    /** PS31: what containers were made with and the kernel does not keep. */
    public Deviations unkept(List<Seen> containers, FromLive facts) {
        containers.forEach(seen -> found.addAll(Broken.of(seen, facts.subject(seen))));
        return this;
    }

    /**
     * PS32: the rules are not those that were applied.
     *
     * @param parts chains, sets, jumps and sysctls that differ
     */
    public Deviations drift(List<String> parts) {
        if (!parts.isEmpty()) {
            String more = parts.size() > NAMED ? " and " + (parts.size() - NAMED) + " more" : "";
            host(
                    "PS32",
                    "not as podseg last wrote it: "
                            + String.join(", ", parts.stream().limit(NAMED).toList()) + more);
        }
        return this;
    }

    /**
     * PS32: the rules are not those that the manifests mean.
     *
     * @param changes how many changes an apply would make to the firewall
     */
    public Deviations pending(int changes) {
        if (changes > 0) {
            host(
                    "PS32",
                    "the manifests mean other rules than the kernel has: podseg plan shows " + changes
                            + (changes == 1 ? " change" : " changes"));
        }
        return this;
    }

    /**
     * PS33: the hook would not run.
     *
     * @param problem what pods are in danger of, as one sentence; empty where no pod needs the hook or it would run
     */
    public Deviations hook(Optional<String> problem) {
        problem.ifPresent(it -> host("PS33", it));
        actual.pods().values().stream()
                .filter(pod -> pod.podLayer()
                        && pod.containers().values().stream().anyMatch(run -> run == ContainerRun.RUNNING))
                .filter(pod -> !stands(actual.podRules().getOrDefault(pod.podmanName(), Firewall.NONE), Family.V4))
                .forEach(pod -> found.add(new Deviation(
                        "PS33",
                        Subject.of(Origin.LIVE, pod.key()),
                        "runs without the rules that belong into its network namespace: it was started where the hook"
                                + " did not run")));
        return this;
    }

    /**
     * PS34: IPv6 is open where IPv4 is closed.
     *
     * @param possible whether this host has IPv6 at all
     */
    public Deviations ipv6(boolean possible) {
        if (!possible) {
            return this;
        }
        Firewall host = actual.firewall();
        if (stands(host, Family.V4) && !stands(host, Family.V6)) {
            host(
                    "PS34",
                    "podseg's rules for IPv4 stand, and those for IPv6 do not: every pod with an IPv6 address is open");
        }
        Set<Family> bridged = host.bridge().families();
        if (bridged.contains(Family.V4) && !bridged.contains(Family.V6)) {
            host(
                    "PS34",
                    "net.bridge.bridge-nf-call-ip6tables is off while that of IPv4 is on: between pods of one network IPv6"
                            + " passes no rule");
        }
        actual.podRules().forEach((name, rules) -> {
            if (stands(rules, Family.V4)
                    && !stands(rules, Family.V6)
                    && actual.pods().containsKey(name)) {
                found.add(new Deviation(
                        "PS34",
                        Subject.of(Origin.LIVE, actual.pods().get(name).key()),
                        "inside its network namespace rules for IPv4 stand, and those for IPv6 do not"));
            }
        });
        return this;
    }

    /** Whether a family's rules are met by packets: a jump to them stands in a chain of the kernel's. */
    private static boolean stands(Firewall firewall, Family family) {
        MangleTable table = firewall.table(family);
        return !table.chains().isEmpty() && table.hooks().values().stream().anyMatch(hook -> hook.position() > 0);
    }

    /**
     * PS35: the hook cannot read what it needs in user namespaces of some kinds.
     *
     * @param pods what runs
     * @param containers the same as it was seen
     * @param installed whether the hook is installed
     * @param byDefault what containers.conf says of the user namespace of every container that does not say it itself
     */
    public Deviations users(
            List<PodFacts> pods, List<Seen> containers, FromLive facts, boolean installed, String byDefault) {
        Set<Subject> layered = containers.stream()
                .filter(seen -> seen.told().annotations().containsKey(Owner.LAYER))
                .map(facts::pod)
                .collect(Collectors.toUnmodifiableSet());
        for (PodFacts pod : pods) {
            boolean apart = pod.users() == UserNamespace.AUTO || pod.users() == UserNamespace.NOMAP;
            if (apart && layered.contains(pod.subject())) {
                found.add(
                        new Deviation(
                                "PS35",
                                pod.subject(),
                                "has a user namespace in which the hook cannot read the pod's rules: it cannot be started again"));
            }
        }
        String mode = byDefault.split(":", 2)[0];
        if (installed && (mode.equals("auto") || mode.equals("nomap"))) {
            host(
                    "PS35",
                    "containers.conf says userns = \"" + byDefault
                            + "\" for every container, and in such a namespace the hook cannot read the rules of a pod");
        }
        return this;
    }

    private void host(String check, String message) {
        found.add(new Deviation(check, Subject.host(), message));
    }
}
