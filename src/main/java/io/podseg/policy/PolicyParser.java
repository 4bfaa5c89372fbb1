package io.podseg.policy;

import static io.podseg.policy.Problems.quote;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.podseg.model.Manifest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * NetworkPolicy manifests to policies: defaults as the API server sets them (pkg/apis/networking/v1/defaults.go), checks
 * as it makes them (pkg/apis/networking/validation/validation.go).
 */
public final class PolicyParser {
    /** How the policy is carried out: {@code enforce}, as without it, or {@code audit}. */
    public static final String MODE = "podseg.io/mode";

    private final Problems problems;
    private final SelectorParser selectors;
    private final PeerParser peers;
    private final PortParser ports;

    private PolicyParser(Problems problems) {
        this.problems = problems;
        selectors = new SelectorParser(problems);
        peers = new PeerParser(problems);
        ports = new PortParser(problems);
    }

    /** Reads one manifest; all that is wrong with it is reported, and there is a policy only if nothing is. */
    public static Parsed parse(Manifest<NetworkPolicy> manifest) {
        return parse(manifest, pointer -> false);
    }

    /**
     * Reads one manifest of which some is known to be wrong.
     *
     * @param reported whether an error was found already at a pointer; what follows from it is not reported
     */
    public static Parsed parse(Manifest<NetworkPolicy> manifest, Predicate<String> reported) {
        Problems problems = new Problems(manifest.source(), reported);
        NetworkPolicySpec spec = manifest.object().getSpec();
        Policy policy = new PolicyParser(problems).policy(manifest, spec == null ? new NetworkPolicySpec() : spec);
        return new Parsed(problems.hasErrors() ? Optional.empty() : Optional.of(policy), problems.list());
    }

    private Policy policy(Manifest<NetworkPolicy> manifest, NetworkPolicySpec spec) {
        LabelSelector selector = spec.getPodSelector();
        Selector pods = selector == null ? Selector.ALL : selectors.parse(selector, "/spec/podSelector");
        List<@Nullable NetworkPolicyIngressRule> ingress = Items.of(spec.getIngress());
        List<@Nullable NetworkPolicyEgressRule> egress = Items.of(spec.getEgress());
        Set<Direction> directions = directions(Items.of(spec.getPolicyTypes()), !egress.isEmpty());
        List<PolicyRule> in = new ArrayList<>();
        for (int i = 0; i < ingress.size(); i++) {
            NetworkPolicyIngressRule rule = ingress.get(i);
            String place = "/spec/ingress/" + i;
            if (isThere(rule, place)) {
                in.add(rule(i, Items.of(rule.getFrom()), place + "/from", Items.of(rule.getPorts()), place));
            }
        }
        List<PolicyRule> out = new ArrayList<>();
        for (int i = 0; i < egress.size(); i++) {
            NetworkPolicyEgressRule rule = egress.get(i);
            String place = "/spec/egress/" + i;
            if (isThere(rule, place)) {
                out.add(rule(i, Items.of(rule.getTo()), place + "/to", Items.of(rule.getPorts()), place));
            }
        }
        return new Policy(
                manifest.key(),
                pods,
                effective(Direction.INGRESS, directions, in),
                effective(Direction.EGRESS, directions, out),
                audit(manifest.object().getMetadata()));
    }

    private boolean audit(@Nullable ObjectMeta metadata) {
        Map<String, String> annotations = metadata == null ? null : metadata.getAnnotations();
        String mode = annotations == null ? null : annotations.get(MODE);
        if (mode != null && !mode.equals("enforce") && !mode.equals("audit")) {
            problems.error(
                    "/metadata/annotations/" + Problems.escape(MODE),
                    "mode " + quote(mode) + " is not known; expected enforce or audit");
        }
        return "audit".equals(mode);
    }

    /** Missing policyTypes mean Ingress, and Egress too where there are egress rules. */
    private Set<Direction> directions(List<@Nullable String> declared, boolean hasEgressRules) {
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        for (int i = 0; i < declared.size(); i++) {
            direction(String.valueOf(declared.get(i)), "/spec/policyTypes/" + i, directions);
        }
        if (declared.size() > Direction.values().length) {
            problems.error(
                    "/spec/policyTypes",
                    "policyTypes has " + declared.size() + " items; expected Ingress, Egress or both, each once");
        }
        if (declared.isEmpty()) {
            directions.add(Direction.INGRESS);
            if (hasEgressRules) {
                directions.add(Direction.EGRESS);
            }
        }
        return directions;
    }

    private void direction(String text, String pointer, Set<Direction> directions) {
        Optional<Direction> direction = switch (text) {
            case "Ingress" -> Optional.of(Direction.INGRESS);
            case "Egress" -> Optional.of(Direction.EGRESS);
            default -> Optional.empty();
        };
        if (direction.isEmpty()) {
            problems.error(
                    pointer,
                    "policy type " + quote(text) + " is not known; expected Ingress or Egress"
                            + Problems.meant(text, "Ingress", "Egress"));
        } else if (!directions.add(direction.get())) {
            problems.warning(pointer, "policy type " + text + " stands twice; leave one out");
        }
    }

    private boolean isThere(@Nullable Object rule, String pointer) {
        if (rule == null) {
            problems.error(pointer, "an empty rule; expected peers or ports, or {} to allow everything");
        }
        return rule != null;
    }

    private PolicyRule rule(
            int index,
            List<@Nullable NetworkPolicyPeer> declaredPeers,
            String peersPointer,
            List<@Nullable NetworkPolicyPort> declaredPorts,
            String pointer) {
        return new PolicyRule(
                index, peers.parse(declaredPeers, peersPointer), ports.parse(declaredPorts, pointer + "/ports"));
    }

    private Optional<List<PolicyRule>> effective(
            Direction direction, Set<Direction> directions, List<PolicyRule> rules) {
        if (directions.contains(direction)) {
            return Optional.of(rules);
        }
        if (!rules.isEmpty()) {
            problems.warning(
                    "/spec/" + direction.field(),
                    direction.field() + " rules have no effect, because policyTypes does not list "
                            + (direction == Direction.INGRESS ? "Ingress" : "Egress"));
        }
        return Optional.empty();
    }
}
