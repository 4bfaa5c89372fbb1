package io.podseg.lab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tries connections for real, many at once, from the network namespace of a container, of the outside host or of the node. */
final class Prober {
    /** Far more than a handshake takes on one machine, short enough for tables of drops. */
    static final int PATIENCE_SECONDS = 1;

    private static final List<String> PROBE =
            List.of("perl", World.RESOURCES.resolve("probe").toString(), Integer.toString(PATIENCE_SECONDS));

    private final World world;

    Prober(World world) {
        this.world = world;
    }

    /** The answers, in the order of the attempts. */
    Map<Attempt, Answer> from(List<String> place, List<Attempt> attempts) {
        var lines = new StringBuilder();
        attempts.forEach(a -> lines.append(a.line()).append('\n'));
        Result result = world.run(Commands.join(place, PROBE), lines.toString(), Duration.ofSeconds(30))
                .ok();
        var answers = new LinkedHashMap<Attempt, Answer>();
        for (int i = 0; i < attempts.size(); i++) {
            answers.put(attempts.get(i), Answer.valueOf(result.lines().get(i).toUpperCase(Locale.ROOT)));
        }
        return answers;
    }
}
