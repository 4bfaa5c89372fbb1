package io.podseg.reconcile;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose Podman podseg works with, and where that user keeps things.
 *
 * <p>An ordinary user's Podman lives in a user namespace in which that user is root; the launcher takes podseg there before it
 * starts ({@code bin/podseg}). So user id 0 alone does not tell.
 *
 * @param rootless whether it is an ordinary user
 * @param id of the user, outside any user namespace
 * @param name of the user; empty where not known
 * @param problem why an ordinary user's podseg is not where that user's Podman lives; empty where it is, and for root
 * @param state default state folder
 * @param runtime folder for what does not outlive a boot, mode 0700
 * @param status default folder of status files
 * @param socket where this user's API service of Podman listens
 */
public record PodmanUser(
        boolean rootless,
        long id,
        String name,
        Optional<String> problem,
        Path state,
        Path runtime,
        Path status,
        Path socket) {
    /** Set by the launcher, and by {@code podman unshare}. */
    private static final String ID = "_CONTAINERS_ROOTLESS_UID";

    private static final Pattern FIRST = Pattern.compile("\\s*0\\s+(\\d{1,10})\\s+\\d+[\\s\\S]*");

    /** Root's own Podman. */
    public static final PodmanUser ROOT = new PodmanUser(
            false,
            0,
            "root",
            Optional.empty(),
            Path.of("/var/lib/podseg"),
            Path.of("/run/podseg"),
            Path.of("/run/podseg/status"),
            Path.of("/run/podman/podman.sock"));

    /**
     * Finds out.
     *
     * @param uid user id of this process, as it sees it itself
     * @param uidMap {@code /proc/self/uid_map}, user_namespaces(7)
     * @param environment of this process
     */
    public static PodmanUser of(long uid, String uidMap, Map<String, String> environment) {
        boolean inside = uid == 0 && isUserNamespaceOf(environment.getOrDefault(ID, ""), uidMap);
        if (uid == 0 && !inside) {
            return ROOT;
        }
        long id = inside ? Long.parseLong(environment.getOrDefault(ID, "")) : uid;
        Optional<String> problem = inside
                ? Optional.empty()
                : Optional.of(
                        value(environment, "PODSEG_ROOTLESS_PROBLEM")
                                .orElse(
                                        "podseg was not started by bin/podseg, which takes it to where this user's Podman lives"));
        Path home = Path.of(value(environment, "HOME").orElse("/"));
        Path runtime = value(environment, "XDG_RUNTIME_DIR").map(Path::of).orElse(Path.of("/run/user/" + id));
        Path state = value(environment, "XDG_STATE_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(home.resolve(".local/state"));
        return new PodmanUser(
                true,
                id,
                value(environment, "PODSEG_USER")
                        .or(() -> value(environment, "USER"))
                        .orElse(""),
                problem,
                state.resolve("podseg"),
                runtime.resolve("podseg"),
                runtime.resolve("podseg/status"),
                runtime.resolve("podman/podman.sock"));
    }

    /** Root in a system container is mapped to somebody else, too, but to nobody whom this variable names. */
    private static boolean isUserNamespaceOf(String id, String uidMap) {
        Matcher first = FIRST.matcher(uidMap);
        return first.matches() && first.group(1).equals(id) && !id.equals("0");
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }
}
