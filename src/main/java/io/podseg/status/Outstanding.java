package io.podseg.status;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Header;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a turn could not do or was not to do, said of the objects that it concerns. */
final class Outstanding {
    private static final String FIREWALL = "Firewall";

    private final HostStatus status;
    private final Map<ObjectKey, Condition> said = new TreeMap<>();
    private final Map<ObjectKey, String> unready = new TreeMap<>();
    private Optional<String> unenforced = Optional.empty();

    private Outstanding(HostStatus status) {
        this.status = status;
    }

    /** The status of a host after a turn that planned and, perhaps, did something. */
    static HostStatus add(HostStatus status, Cycle.Result result, Cycle.Work work) {
        Outstanding outstanding = new Outstanding(status);
        work.outcomes().forEach(outstanding::failed);
        if (result == Cycle.Result.REPORTED || result == Cycle.Result.PAUSED) {
            String reason = result == Cycle.Result.PAUSED ? "Paused" : "ReportOnly";
            work.planned().plan().changes().stream()
                    .filter(change -> !(change instanceof Change.RepairFirewall))
                    .forEach(change -> outstanding.waits(change.header(), reason));
        }
        return outstanding.told();
    }

    private void failed(Outcome outcome) {
        if (outcome instanceof Outcome.Applied) {
            return;
        }
        Change change = outcome.change();
        boolean blocked = outcome instanceof Outcome.Blocked;
        if (change instanceof Change.RepairFirewall) {
            unenforced = Optional.of(outcome.why());
            return;
        }
        if (change instanceof Change.Enforce) {
            unenforced = Optional.of(outcome.why());
        } else if (outcome instanceof Outcome.Blocked waiting
                && waiting.by().kind().equals(FIREWALL)) {
            unenforced = Optional.of(waiting.reason());
        }
        if (outcome instanceof Outcome.Unready || outcome instanceof Outcome.Waiting) {
            unready.put(change.header().key(), outcome.why());
        }
        boolean stuck = outcome instanceof Outcome.Failed
                || outcome instanceof Outcome.Unready
                || outcome instanceof Outcome.RolledBack
                || outcome instanceof Outcome.Held;
        put(
                change.header().key(),
                new Condition(
                        stuck ? Condition.STALLED : Condition.RECONCILING,
                        true,
                        blocked ? "Blocked" : camelCase(outcome.word()),
                        outcome.why()));
    }

    private void waits(Header header, String reason) {
        String what = switch (header.action()) {
            case ADD -> "is to be made";
            case UPDATE -> header.drift() ? "was changed by hand and is to be repaired" : "is to be changed";
            case REPLACE -> "is to be replaced";
            case DELETE -> "is to be removed";
        };
        put(header.key(), new Condition(Condition.RECONCILING, true, reason, what));
    }

    /** One that is stuck says more than one that waits. */
    private void put(ObjectKey key, Condition condition) {
        said.merge(key, condition, (one, other) -> one.type().equals(Condition.STALLED) ? one : other);
    }

    private HostStatus told() {
        List<ObjectStatus> objects = new ArrayList<>();
        for (ObjectStatus object : status.objects()) {
            Condition more = said.remove(object.key());
            String why = unready.get(object.key());
            ObjectStatus known = why == null ? object : object.unready(why);
            ObjectStatus each = more == null ? known : known.with(more);
            objects.add(unenforced.map(each::unenforced).orElse(each));
        }
        // What is left is not on the host.
        said.forEach((key, condition) -> objects.add(ObjectStatus.absent(key, condition)));
        return status.withObjects(objects);
    }

    private static String camelCase(String word) {
        StringBuilder text = new StringBuilder();
        for (String part : word.split("-", -1)) {
            text.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
        }
        return text.toString();
    }
}
