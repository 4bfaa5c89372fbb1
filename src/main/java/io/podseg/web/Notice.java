package io.podseg.web;

import io.podseg.status.Account;
import io.podseg.status.Condition;
import io.podseg.status.ObjectStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What whoever is notified is told.
 *
 * @param good whether it is well
 * @param reason why not, one word in CamelCase
 * @param message one sentence
 * @param objects what is not well
 * @param revision revision in force
 */
record Notice(boolean good, String reason, String message, List<String> objects, String revision) {
    static final String SCHEMA = "podseg.io/notification/v1";

    private static final int MOST = 50;
    private static final List<String> PASSING = List.of("Waiting", "Locked");

    Notice {
        objects = List.copyOf(objects);
    }

    /** Empty where things are on their way and it is too early to tell. */
    static Optional<Notice> of(Account account) {
        Optional<Condition> ready = account.conditions().stream()
                .filter(condition -> condition.type().equals(Condition.READY))
                .findFirst();
        if (ready.isEmpty() || PASSING.contains(ready.get().reason())) {
            return Optional.empty();
        }
        List<String> objects = account.host().objects().stream()
                .filter(object -> !object.good())
                .map(ObjectStatus::key)
                .map(Object::toString)
                .toList();
        Condition condition = ready.get();
        return Optional.of(new Notice(
                condition.holds(),
                condition.reason(),
                condition.message(),
                condition.holds() ? List.of() : objects,
                account.host().revision()));
    }

    /** What makes it another one: not its words, in which a number may change from turn to turn, and not the revision. */
    String identity() {
        return good ? "good" : reason + objects;
    }

    Map<String, Object> tree(String host, String time) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put("time", time);
        tree.put("host", host);
        tree.put("state", good ? "resolved" : "problem");
        tree.put("reason", reason);
        tree.put("message", message);
        tree.put("objects", objects.stream().limit(MOST).toList());
        tree.put("revision", revision);
        tree.put("text", text(host));
        return tree;
    }

    String text(String host) {
        String more = objects.isEmpty()
                ? ""
                : " (" + objects.getFirst() + (objects.size() > 1 ? " and " + (objects.size() - 1) + " more" : "")
                        + ")";
        return "podseg on " + host + ": " + (good ? "resolved, " : reason + ", ") + message + more;
    }
}
