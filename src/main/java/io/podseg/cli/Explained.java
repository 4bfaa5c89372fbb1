package io.podseg.cli;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable.Port;
import io.podseg.policy.Reason;
import io.podseg.policy.Verdict;
import io.podseg.state.Protection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Verdicts about one pair of ends, with the places of the rules that decide.
 *
 * @param answers one for each port, at least one
 * @param protections where the policies of each pod are enforced
 * @param policies the policies as declared, to find their rules in the files
 */
record Explained(
        Endpoint from,
        Endpoint to,
        List<Answer> answers,
        List<Manifest<NetworkPolicy>> policies,
        SortedMap<ObjectKey, Protection> protections) {
    static final String SCHEMA = "podseg.io/explain/v1";

    /** The verdict for a port. */
    record Answer(Port port, Verdict verdict) {}

    Explained {
        answers = List.copyOf(answers);
        policies = List.copyOf(policies);
    }

    String text(Paint paint) {
        StringBuilder out = new StringBuilder();
        for (Answer answer : answers) {
            boolean allowed = answer.verdict().allowed();
            String word = allowed ? "ALLOWED" : "DENIED";
            out.append(out.isEmpty() ? "" : "\n")
                    .append(allowed ? paint.green(word) : paint.red(word))
                    .append("  ")
                    .append(from.id())
                    .append(" -> ")
                    .append(to.id())
                    .append(' ')
                    .append(answer.port().number())
                    .append('/')
                    .append(answer.port().protocol())
                    .append('\n');
            lines(answer.verdict())
                    .forEach(line -> out.append(Printable.of(line)).append('\n'));
        }
        layers().forEach((end, protection) -> out.append("  enforced ")
                .append(Printable.of(end))
                .append(": ")
                .append(protection.layers())
                .append(" (")
                .append(protection.why())
                .append(")\n"));
        return out.toString();
    }

    /** Where the policies of each end that is a declared pod are enforced, the sender first. */
    private Map<String, Protection> layers() {
        Map<String, Protection> layers = new LinkedHashMap<>();
        for (Endpoint end : List.of(from, to)) {
            Protection protection = protections.get(ObjectKey.of("Pod", end.id()));
            if (end.kind() == Endpoint.Kind.POD && protection != null) {
                layers.put(end.id(), protection);
            }
        }
        return layers;
    }

    private List<String> lines(Verdict verdict) {
        List<String> lines = new ArrayList<>();
        String last = "";
        for (Reason reason : verdict.reasons()) {
            String direction = reason.direction().map(Explained::word).orElse("");
            String shown = direction.equals(last) ? "" : direction;
            String column = direction.isEmpty() ? "" : shown + " ".repeat(9 - shown.length());
            String nearest = reason.kind() == Reason.Kind.NEAREST ? "nearest: " : "";
            lines.add("  " + column + nearest + reason.text()
                    + place(reason).map(place -> " (" + place + ")").orElse(""));
            last = direction;
        }
        otherDirection(verdict).ifPresent(lines::add);
        return lines;
    }

    /** A denied verdict speaks of the directions that deny; the other one is worth a word too. */
    private static Optional<String> otherDirection(Verdict verdict) {
        List<Direction> denying = verdict.reasons().stream()
                .flatMap(reason -> reason.direction().stream())
                .distinct()
                .toList();
        if (verdict.allowed() || denying.size() != 1) {
            return Optional.empty();
        }
        String other = word(denying.getFirst() == Direction.EGRESS ? Direction.INGRESS : Direction.EGRESS);
        return Optional.of("  " + other + " ".repeat(9 - other.length()) + "would allow it");
    }

    private static String word(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }

    /** Where the policy's rule, or the policy, stands in the manifests. */
    private Optional<Position> place(Reason reason) {
        return reason.policy()
                .flatMap(key -> policies.stream()
                        .filter(policy -> policy.key().equals(key))
                        .findFirst())
                .map(policy -> reason.rule()
                        .flatMap(rule -> reason.direction()
                                .map(direction -> policy.source().at("/spec/" + word(direction) + "/" + rule)))
                        .orElse(policy.source().start()));
    }

    /** One answer stands at the top; several in {@code answers}, and the top says whether all are allowed. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("from", from.id());
        tree.put("to", to.id());
        if (answers.size() == 1) {
            tree.putAll(tree(answers.getFirst()));
        } else {
            tree.put(
                    "allowed",
                    answers.stream().allMatch(answer -> answer.verdict().allowed()));
            tree.put("answers", answers.stream().map(this::tree).toList());
        }
        Map<String, Object> enforced = new LinkedHashMap<>();
        layers().forEach((end, protection) -> enforced.put(end, protection.layers()));
        tree.put("protection", enforced);
        return tree;
    }

    private Map<String, Object> tree(Answer answer) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("port", answer.port().number());
        tree.put("protocol", answer.port().protocol().name());
        tree.put("allowed", answer.verdict().allowed());
        tree.put("reasons", answer.verdict().reasons().stream().map(this::tree).toList());
        return tree;
    }

    private Map<String, Object> tree(Reason reason) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("kind", reason.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        reason.direction().ifPresent(direction -> tree.put("direction", word(direction)));
        reason.policy().ifPresent(key -> tree.put("policy", key.id()));
        reason.rule().ifPresent(rule -> tree.put("rule", rule + 1));
        tree.put("text", reason.text());
        place(reason).ifPresent(place -> tree.put("source", place.toString()));
        return tree;
    }
}
