package io.podseg.reconcile;

import io.podseg.desired.HostFacts;
import io.podseg.plan.Plan;
import io.podseg.plan.Revocation;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.TrackedConnection;
import io.podseg.state.TransactionBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * The pod layer's part of carrying out a plan. The ruleset of a pod is kept for the hook before the pod is made, and before what
 * runs is changed: whoever restarts the pod at any moment gets the new rules. Of a pod that starts, the container that holds its
 * namespace starts alone; only where the rules read back there do the others start.
 *
 * <p>Pods are apart here: where one cannot get its rules, that is its own trouble and that of the policies, and nobody else's.
 */
final class PodGuard {
    /** The first transaction, one more for sets that stand in for others, one more for what changed meanwhile. */
    private static final int ROUNDS = 3;

    /** How often a pod may be stopped that is just being started. */
    private static final int RESTARTS = 3;

    private final PodmanPort podman;
    private final PodRulesPort rules;
    private final Supplier<HostFacts> facts;
    private final Plan plan;
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();

    PodGuard(HostPorts host, Plan plan) {
        this.podman = host.podman();
        this.rules = host.podRules();
        this.facts = host.facts();
        this.plan = plan;
    }

    /** Why the rules of some pod are not as planned; empty while all went well. */
    Optional<String> problem() {
        return problems.entrySet().stream()
                .findFirst()
                .map(entry -> "the rules in the network namespace of pod " + entry.getKey() + ": " + entry.getValue());
    }

    /** The same of one pod. */
    Optional<String> problem(String podmanName) {
        return Optional.ofNullable(problems.get(podmanName));
    }

    /** Keeps the rulesets of all pods, those that come among them, and puts those that run under theirs. */
    void enforce() {
        enforce(plan.podLayer().target());
    }

    /** When new versions have taken over: leaves out what was in force for the old ones only. */
    void settle() {
        if (!plan.podLayer().after().equals(plan.podLayer().target())) {
            enforce(plan.podLayer().after());
        }
    }

    private void enforce(SortedMap<String, Firewall> target) {
        target.forEach((pod, wanted) -> attempt(pod, () -> rules.keep(pod, wanted)));
        SortedMap<String, Firewall> all = new TreeMap<>(target);
        plan.podLayer().dropped().forEach(pod -> all.put(pod, Firewall.NONE));
        if (all.isEmpty()) {
            return;
        }
        try {
            SortedMap<String, Long> processes = podman.processes();
            List<String> running =
                    all.keySet().stream().filter(processes::containsKey).toList();
            new Crew(podman.atOnce())
                    .each(
                            running,
                            pod -> attempt(
                                    pod,
                                    () -> write(
                                            pod,
                                            processes.getOrDefault(pod, 0L),
                                            all.getOrDefault(pod, Firewall.NONE))));
        } catch (HostException e) {
            all.keySet().forEach(pod -> problems.put(pod, String.valueOf(e.getMessage())));
        }
    }

    private void attempt(String pod, Outcomes.Step step) {
        try {
            step.run();
        } catch (HostException e) {
            problems.put(pod, String.valueOf(e.getMessage()));
        }
    }

    /** A pod that ends meanwhile has no rules to be wrong: its next start goes by what is kept. */
    private void write(String pod, long process, Firewall target) throws HostException {
        try {
            write(rules.in(process), target);
        } catch (HostException e) {
            long now = after(pod, process);
            if (now == process) {
                throw e;
            }
            if (now != 0) {
                write(rules.in(now), target);
            }
        }
    }

    /** The pod's process now: the same one only where that still lives. */
    private long after(String pod, long process) throws HostException {
        for (int more = PodReadings.MORE; ; more--) {
            long now = podman.infraProcess(pod);
            if (now != process || more == 0 || rules.isThere(process)) {
                return now;
            }
            Pace.REAL.sleep(PodReadings.PAUSE);
        }
    }

    private static void write(NetfilterPort kernel, Firewall target) throws HostException {
        Optional<HostException> failure = Optional.empty();
        for (int round = 1; round <= ROUNDS; round++) {
            Firewall found = kernel.observe();
            FirewallTransaction rest = TransactionBuilder.inPod(target, found);
            if (rest.isEmpty()) {
                require(target, found);
                kernel.confirm(target);
                cut(kernel, target);
                return;
            }
            try {
                kernel.apply(rest);
            } catch (HostException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        require(target, kernel.observe());
        cut(kernel, target);
    }

    private static void require(Firewall target, Firewall found) throws HostException {
        Optional<String> difference = ReadBack.difference(target, found);
        if (difference.isPresent()) {
            throw new HostException(difference.get());
        }
    }

    /** What the rules in force would not let anybody open again ends now, as on the host. */
    private static void cut(NetfilterPort kernel, Firewall target) throws HostException {
        List<TrackedConnection> revoked = Revocation.revokedInPod(target, kernel.connections());
        if (!revoked.isEmpty()) {
            kernel.cut(revoked);
        }
    }

    /** Starts a pod, none of whose own programs runs before the rules of its namespace were read back. */
    void start(String pod) throws HostException {
        Firewall wanted = plan.podLayer().target().get(pod);
        if (wanted == null) {
            podman.startPod(pod);
            return;
        }
        if (problems.containsKey(pod)) {
            throw new HostException(sentence(pod, String.valueOf(problems.get(pod))));
        }
        PodmanPort.Infra infra = podman.infra(pod)
                .orElseThrow(() ->
                        new HostException("The pod " + pod + " has no network namespace of its own for its rules."));
        rules.bind(pod, infra.id());
        try {
            startAlone(pod, wanted);
        } catch (HostException e) {
            podman.stopPod(pod);
            throw e;
        }
        podman.startPod(pod);
    }

    /**
     * Starts the container that holds the namespace. Podman may be about to stop a pod whose programs have ended, and then stops this
     * one as it stands alone there: it is started once more.
     */
    private void startAlone(String pod, Firewall wanted) throws HostException {
        for (int more = RESTARTS; ; more--) {
            podman.startInfra(pod);
            long process = podman.infraProcess(pod);
            try {
                if (facts.get().hookProblem().isPresent()) {
                    unhooked(process, wanted);
                }
                prove(pod, process, wanted);
                return;
            } catch (HostException e) {
                if (more == 0 || process != 0 && after(pod, process) == process) {
                    throw e;
                }
                Pace.REAL.sleep(PodReadings.PAUSE);
            }
        }
    }

    /** A pod that no policy selects needs no hook; a plan in which one selects it was refused. Its programs do not run yet. */
    private void unhooked(long process, Firewall wanted) throws HostException {
        if (process != 0) {
            write(rules.in(process), wanted);
        }
    }

    private void prove(String pod, long process, Firewall wanted) throws HostException {
        Optional<String> difference = process == 0
                ? Optional.of("its infra container has ended at once")
                : ReadBack.difference(wanted, rules.in(process).observe());
        if (difference.isPresent()) {
            throw new HostException(sentence(pod, difference.get())
                    + " Nothing of the pod was left running; see \"podseg hook status\".");
        }
    }

    private static String sentence(String pod, String why) {
        return "The rules in the network namespace of pod " + pod + " are not in force: " + why.replaceFirst("\\.$", "")
                + ".";
    }

    /**
     * Removes a pod, and its ruleset before it: whoever is killed in between leaves a pod that would start dark, and not a ruleset
     * of which nobody knows whether its pod is still the one that it was made for.
     */
    void delete(String pod) throws HostException {
        rules.forget(pod);
        podman.deletePod(pod);
    }

    /** Where nothing else is to be done: the rulesets for the next starts are as they should be, whoever spoilt them. */
    void confirm() throws HostException {
        for (Map.Entry<String, Firewall> pod : plan.podLayer().target().entrySet()) {
            rules.keep(pod.getKey(), pod.getValue());
        }
        forgetUnwanted();
    }

    /** Forgets what nobody needs any more. What cannot be forgotten now is tried again by {@link #confirm}, which says why. */
    void tidy() {
        try {
            forgetUnwanted();
        } catch (HostException e) {
            return;
        }
    }

    /** The rulesets of pods that are gone, whoever removed them, and of those that should have none any more. */
    private void forgetUnwanted() throws HostException {
        for (String pod : new TreeSet<>(rules.kept())) {
            boolean wanted = plan.podLayer().after().containsKey(pod)
                    || plan.podLayer().target().containsKey(pod);
            if (!wanted
                    && (plan.podLayer().dropped().contains(pod)
                            || podman.infra(pod).isEmpty())) {
                rules.forget(pod);
            }
        }
    }
}
