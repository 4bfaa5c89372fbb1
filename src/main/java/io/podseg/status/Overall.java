package io.podseg.status;

import io.podseg.reconcile.Cycle;
import java.util.List;
import java.util.Optional;

/** The host as a whole, in the words of kstatus. */
final class Overall {
    private Overall() {}

    /** What is to be said after a turn. */
    static List<Condition> of(Cycle cycle, HostStatus host) {
        String reason = reason(cycle.result());
        String message = cycle.problem().orElse(words(cycle.result()));
        boolean good = host.good();
        Condition ready = switch (cycle.result()) {
            case UNCHANGED, APPLIED ->
                endangered(cycle)
                        .orElseGet(() -> good
                                ? new Condition(Condition.READY, true, reason, message)
                                : new Condition(Condition.READY, false, "ObjectsNotReady", notReady(host)));
            default -> new Condition(Condition.READY, false, reason, message);
        };
        return switch (cycle.result()) {
            case UNCHANGED, APPLIED -> List.of(ready);
            case INVALID, UNFETCHED, FAILED -> List.of(ready, new Condition(Condition.STALLED, true, reason, message));
            default -> List.of(ready, new Condition(Condition.RECONCILING, true, reason, message));
        };
    }

    /** As declared, and yet not as safe as it is meant to be: the hook would not run. */
    private static Optional<Condition> endangered(Cycle cycle) {
        return cycle.problem().map(problem -> new Condition(Condition.READY, false, "HookDoesNotRun", problem));
    }

    private static String notReady(HostStatus host) {
        List<String> names = host.objects().stream()
                .filter(object -> !object.good())
                .map(object -> object.key().toString())
                .toList();
        return names.getFirst() + (names.size() == 1 ? " is" : " and " + (names.size() - 1) + " more are")
                + " not ready";
    }

    private static String reason(Cycle.Result result) {
        return switch (result) {
            case UNCHANGED, APPLIED -> "AsDeclared";
            case PARTIAL -> "AppliedInPart";
            case REPORTED -> "ReportOnly";
            case PAUSED -> "Paused";
            case INVALID -> "InvalidManifests";
            case UNFETCHED -> "SourceUnavailable";
            case LOCKED -> "Locked";
            case FAILED -> "HostUnreadable";
            case WAITING -> "Waiting";
        };
    }

    private static String words(Cycle.Result result) {
        return switch (result) {
            case UNCHANGED, APPLIED -> "the host is as the manifests say";
            case PARTIAL -> "some changes failed or wait for others; they are tried again";
            case REPORTED -> "there are changes, and podseg only reports them";
            case PAUSED -> "podseg is paused";
            case INVALID -> "the manifests have errors; the last good ones stay in force";
            case UNFETCHED -> "the manifests could not be got; the last good ones stay in force";
            case LOCKED -> "another podseg is at work";
            case FAILED -> "the host could not be worked with";
            case WAITING -> "pods that were started are not ready yet";
        };
    }
}
