package io.podseg.web;

import io.podseg.desired.Traffic;
import io.podseg.plan.PlanText;
import io.podseg.policy.Direction;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.Outcome;
import io.podseg.status.Account;
import io.podseg.status.Condition;
import io.podseg.status.ObjectStatus;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the page shows, all in words.
 *
 * @param mood {@code good}, {@code busy} or {@code bad}
 * @param headline how the host stands
 * @param message more of that
 * @param facts name and value of what is known of the controller
 * @param problems errors in the newest manifests
 * @param objects a row for each object
 * @param drops what was dropped by no policy
 * @param changes what was last planned, and what became of it
 * @param opened connections that the last plan opened
 * @param closed connections that it closed
 */
record PageView(
        String mood,
        String headline,
        String message,
        List<Fact> facts,
        List<String> problems,
        List<Line> objects,
        List<Fact> drops,
        List<Change> changes,
        List<String> opened,
        List<String> closed) {
    private static final int MOST_LINES = 2000;

    /** A name and a value. */
    record Fact(String name, String value) {}

    /** An object. */
    record Line(
            String mood,
            String kind,
            String name,
            String state,
            String addresses,
            String allowed,
            String deniedIn,
            String deniedOut,
            String message) {}

    /** A change. */
    record Change(String mood, String symbol, String object, String outcome, String reason) {}

    /** Before the first turn has ended. */
    static PageView starting() {
        return new PageView(
                "busy",
                "Starting",
                "the first turn has not ended yet",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    static PageView of(Account account, Optional<Cycle.Work> work) {
        List<Condition> conditions = account.conditions();
        Optional<Condition> ready = conditions.stream()
                .filter(condition -> condition.type().equals(Condition.READY))
                .findFirst();
        boolean good = conditions.stream().allMatch(Condition::good);
        boolean waits =
                conditions.stream().anyMatch(condition -> condition.type().equals(Condition.RECONCILING));
        return new PageView(
                good ? "good" : waits ? "busy" : "bad",
                good
                        ? "As declared"
                        : ready.map(condition -> words(condition.reason())).orElse("Unknown"),
                ready.map(Condition::message).orElse(""),
                facts(account),
                account.turn().map(Account.Turn::problems).orElse(List.of()),
                account.host().objects().stream()
                        .limit(MOST_LINES)
                        .map(PageView::line)
                        .toList(),
                account.host().drops().entrySet().stream()
                        .filter(drop -> drop.getValue().packets() > 0)
                        .map(drop -> new Fact(
                                drop.getKey(), Long.toString(drop.getValue().packets())))
                        .toList(),
                work.map(PageView::changes).orElse(List.of()),
                work.map(each ->
                                connections(each.planned().plan().reachability().opened()))
                        .orElse(List.of()),
                work.map(each ->
                                connections(each.planned().plan().reachability().closed()))
                        .orElse(List.of()));
    }

    private static List<Fact> facts(Account account) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Revision in force", account.host().revision()));
        account.turn().ifPresent(turn -> {
            facts.add(new Fact(
                    "Last turn",
                    turn.result().word() + ", "
                            + turn.started().truncatedTo(ChronoUnit.SECONDS) + ", "
                            + turn.took().toMillis() + " ms, by " + String.join(", ", turn.triggers())));
            facts.add(new Fact(
                    "Last success",
                    turn.lastSuccess()
                            .map(time -> time.truncatedTo(ChronoUnit.SECONDS).toString())
                            .orElse("none yet")));
        });
        facts.add(new Fact(
                "Told", account.written() + " by process " + account.writer().pid()));
        return facts;
    }

    private static Line line(ObjectStatus object) {
        Condition first = object.conditions().getFirst();
        Optional<Condition> stalled = object.conditions().stream()
                .filter(condition -> condition.type().equals(Condition.STALLED)
                        || condition.type().equals(Condition.RECONCILING))
                .filter(Condition::holds)
                .findFirst();
        boolean policy = object.key().kind().equals("NetworkPolicy");
        return new Line(
                !first.holds() ? "bad" : stalled.isPresent() ? "busy" : "good",
                object.key().kind(),
                object.key().id(),
                state(first),
                object.addresses().values().stream().flatMap(List::stream).collect(Collectors.joining("\n")),
                policy ? Long.toString(object.counted().sum(Traffic::allowed).packets()) : "",
                denied(object, Direction.INGRESS),
                denied(object, Direction.EGRESS),
                stalled.map(Condition::message).orElse(first.message()));
    }

    private static String state(Condition condition) {
        String type = condition.type().toLowerCase(Locale.ROOT);
        return switch (condition.status()) {
            case TRUE -> type;
            case FALSE -> "not " + type;
            case UNKNOWN -> "unknown";
        };
    }

    private static String denied(ObjectStatus object, Direction direction) {
        Traffic traffic = object.counted().traffic().get(direction);
        return traffic == null ? "" : Long.toString(traffic.denied().packets());
    }

    private static List<Change> changes(Cycle.Work work) {
        if (work.outcomes().isEmpty()) {
            return work.planned().plan().changes().stream()
                    .limit(MOST_LINES)
                    .map(change -> new Change(
                            "busy",
                            PlanText.symbol(change.header()),
                            change.header().key().toString(),
                            "planned",
                            change.header().reason()))
                    .toList();
        }
        return work.outcomes().stream().limit(MOST_LINES).map(PageView::change).toList();
    }

    private static Change change(Outcome outcome) {
        boolean done = outcome instanceof Outcome.Applied;
        boolean waits = outcome instanceof Outcome.Waiting || outcome instanceof Outcome.Blocked;
        return new Change(
                done ? "good" : waits ? "busy" : "bad",
                PlanText.symbol(outcome.change().header()),
                outcome.change().header().key().toString(),
                outcome.word(),
                done ? outcome.change().header().reason() : outcome.why());
    }

    private static List<String> connections(List<io.podseg.policy.Connection> connections) {
        return connections.stream()
                .limit(MOST_LINES)
                .map(connection -> connection.from() + " → " + connection.to() + " " + connection.ports())
                .toList();
    }

    /** {@code ObjectsNotReady} as {@code Objects not ready}. */
    private static String words(String camelCase) {
        String words = camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return words.isEmpty() ? words : words.charAt(0) + words.substring(1).toLowerCase(Locale.ROOT);
    }
}
