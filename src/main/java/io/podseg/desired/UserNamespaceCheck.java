package io.podseg.desired;

import io.podseg.desired.Abilities.SubordinateIds;
import io.podseg.model.Hardening.IdMapping;
import io.podseg.model.Hardening.UserNamespace;
import java.util.List;
import java.util.Optional;

/** Whether Podman of a host can make a user namespace. */
final class UserNamespaceCheck {
    private UserNamespaceCheck() {}

    /** Why not, and the way out; empty where it can. */
    static Optional<String> problem(UserNamespace users, HostFacts facts) {
        SubordinateIds ids = facts.abilities().ids();
        return switch (users.mode()) {
            case HOST -> Optional.empty();
            case AUTO -> auto(users, ids);
            // Of root, Podman 4 refuses it, and Podman 5 makes a namespace with the host's own ids.
            case KEEP_ID -> facts.rootless() ? Optional.empty() : Optional.of(noUser("keep-id"));
            case NOMAP -> facts.rootless() ? nomap(facts.abilities().podman()) : Optional.of(noUser("nomap"));
            case MAPPED -> facts.rootless() ? mapped(users, ids) : Optional.empty();
        };
    }

    private static String noUser(String mode) {
        return "its user namespace is to be " + mode
                + ", which only Podman of an ordinary user has; choose auto or mappings";
    }

    /** Podman 5 has it on its command line but not in its API, where a pod is made (seen with 5.4.2). */
    private static Optional<String> nomap(String version) {
        return version.startsWith("5.")
                ? Optional.of("its user namespace is to be nomap, which the API of Podman " + version
                        + " cannot make for a pod; choose auto")
                : Optional.empty();
    }

    private static Optional<String> auto(UserNamespace users, SubordinateIds ids) {
        long available = Math.min(ids.users(), ids.groups());
        long wanted = users.size().orElse(1L);
        if (available >= wanted) {
            return Optional.empty();
        }
        return Optional.of("its user namespace needs " + (users.size().isPresent() ? wanted + " " : "")
                + "subordinate ids, and " + ids.owner() + " has " + available
                + " of them in /etc/subuid and /etc/subgid; add a line such as " + ids.owner()
                + ":1000000:1048576 to both, without overlap with others");
    }

    /** Ids of the host count in the user's own namespace: 0 is the user, 1 the first subordinate id. */
    private static Optional<String> mapped(UserNamespace users, SubordinateIds ids) {
        return beyond(users.uids(), ids.users())
                .map(mapping -> outside("user", mapping, ids.users()))
                .or(() -> beyond(users.groups(), ids.groups()).map(mapping -> outside("group", mapping, ids.groups())));
    }

    private static Optional<IdMapping> beyond(List<IdMapping> mappings, long subordinate) {
        return mappings.stream()
                .filter(mapping -> mapping.host() > subordinate || mapping.size() > subordinate + 1 - mapping.host())
                .findFirst();
    }

    private static String outside(String what, IdMapping mapping, long subordinate) {
        return "its " + what + " mapping " + mapping
                + " names ids of the host that this user does not have: without root, they are"
                + " counted from the user itself (0) through its " + subordinate
                + " subordinate ids (1 and up); map to these";
    }
}
