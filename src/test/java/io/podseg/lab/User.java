package io.podseg.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The ordinary user of rootless labs, and what Podman makes for such a user. */
public final class User {
    /** Login name. */
    public static final String NAME = "alice";

    /** User and group id. */
    public static final int UID = 2000;

    /** First of the 65536 subordinate ids. */
    public static final int FIRST_SUBORDINATE = 200_000;

    /** Home folder, in memory. */
    public static final String HOME = "/home/" + NAME;

    /** {@code $XDG_RUNTIME_DIR}. */
    public static final String RUNTIME = "/run/user/" + UID;

    /** Where the user's own API service listens in a lab that has one. */
    public static final String SOCKET = RUNTIME + "/podman/podman.sock";

    private static final Duration COPY = Duration.ofMinutes(5);

    /** Podman's pause process holds the mount namespace in which the network namespace's file is more than an empty file. */
    private static final String IN_NETWORK =
            "exec nsenter -t $(cat " + RUNTIME + "/libpod/tmp/pause.pid) -m --wd=. sh -c '"
                    + "for f in " + RUNTIME + "/netns/rootless-netns* " + RUNTIME
                    + "/containers/networks/rootless-netns/rootless-netns; do"
                    + " [ ! -e \"$f\" ] || exec nsenter --net=\"$f\" \"$@\"; done; echo no network namespace >&2; exit 1' sh \"$@\"";

    private User() {}

    /** Makes the user in a world that is new. */
    static void furnish(World world) {
        Path store = Images.store();
        Path mine = store.resolveSibling(store.getFileName() + "." + NAME);
        String uid = Integer.toString(UID);
        String first = Integer.toString(FIRST_SUBORDINATE);
        Commands.run(List.of("sh", program("user-store"), store.toString(), mine.toString(), uid, first), "", COPY)
                .ok();
        world.run(List.of("sh", program("user"), NAME, uid, first, mine.toString()), "", COPY)
                .ok();
    }

    /** The words before a command that the user is to run. */
    static List<String> prefix() {
        return List.of("sh", program("as-user"), NAME, Integer.toString(UID));
    }

    /** The words before a command that is to run, by root, in the network namespace that holds the user's bridges. */
    static List<String> inNetwork() {
        return List.of("sh", "-c", IN_NETWORK, "sh");
    }

    private static String program(String name) {
        return World.RESOURCES.resolve(name).toString();
    }
}
