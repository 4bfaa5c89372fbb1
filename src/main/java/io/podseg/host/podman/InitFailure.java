package io.podseg.host.podman;

import io.podseg.reconcile.HostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An init container that failed: Podman tells its id and exit code only; people need its name and what it said last. */
final class InitFailure {
    private static final Pattern ENDED =
            Pattern.compile("init container ([0-9a-f]{12,64}) exited with code (-?[0-9]+)");
    private static final int LINES = 3;

    private InitFailure() {}

    /** The same failure in other words where it is one of an init container. */
    static HostException explain(HostException failure, Connection connection) {
        Matcher matcher = ENDED.matcher(String.valueOf(failure.getMessage()));
        if (!matcher.find()) {
            return failure;
        }
        String id = matcher.group(1);
        try {
            String name = connection
                    .calls()
                    .call("read the container " + id, () -> connection.quick().container(id))
                    .name();
            List<String> said = new Containers(connection).logs(id, LINES);
            return new HostException(
                    "The init container " + name + " ended with exit code " + matcher.group(2)
                            + (said.isEmpty() ? "." : ": " + String.join(" / ", said)),
                    failure);
        } catch (HostException e) {
            return failure;
        }
    }
}
