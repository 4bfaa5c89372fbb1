package io.podseg.host.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hook as Podman reads it (oci-hooks(5)).
 *
 * <p>Podman leaves out a hook whose path is missing, without a word, and starts the container. So the path is {@code /bin/sh}, and
 * what must not fail open stands here, in its arguments: without the program, or with a spoilt one, the containers of podseg do
 * not start, and those of others do. Without {@code env} a hook would have the environment of the container, which is the image's
 * to choose.
 */
final class HookJson {
    /** Arguments: the program and its own. A program that is whole ends with 42 or 41; whatever else it does, it is broken. */
    static final String BOOTSTRAP = """
            cd / || exit 1
            state=$(cat)
            printf '%s' "$state" | /bin/sh "$@"
            case $? in 42) exit 0 ;; 41) exit 1 ;; esac
            state=$(printf '%s' "$state" | tr -d '[:space:]')
            id=${state%%\\"annotations\\":*}
            id=${id#*\\"id\\":\\"}
            id=${id%%\\"*}
            case $state in *[,{]'"io.podseg.layer":"'*) ;; *) [ -n "$id" ] && [ -e "$2/ids/$id" ] || exit 0 ;; esac
            echo "podseg-hook: $1 is missing or broken, and this container must not run without its rules; run podseg hook install" >&2
            exit 1
            """;

    /** Seconds; a start that takes longer has failed. */
    private static final int LIMIT = 60;

    private static final ObjectMapper JSON = new ObjectMapper();

    private HookJson() {}

    static String of(HookPlaces places) {
        List<String> args = new ArrayList<>(List.of(
                "sh",
                "-c",
                BOOTSTRAP,
                "podseg-hook",
                places.program().toString(),
                places.runtime().toString()));
        places.rootless()
                .ifPresent(rootless -> args.addAll(List.of(
                        places.firewall().toString(),
                        rootless.state().toString(),
                        rootless.networks().toString())));
        Map<String, Object> hook = new LinkedHashMap<>();
        hook.put("path", "/bin/sh");
        hook.put("args", args);
        hook.put("env", List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"));
        hook.put("timeout", LIMIT);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("version", "1.0.0");
        tree.put("hook", hook);
        tree.put("when", Map.of("always", true));
        tree.put("stages", List.of("createContainer"));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers cannot be written as JSON", e);
        }
    }
}
