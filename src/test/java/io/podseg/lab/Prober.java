package io.podseg.lab;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Tries connections for real, many at once, from the network namespace of a container, of the outside host or of the node. */
final class Prober {
    /** Far more than a handshake takes on one machine, short enough for tables of drops. */
    static final int PATIENCE_SECONDS = 1;

    private static final String SCRIPT = World.RESOURCES.resolve("probe").toString();
    private static final List<String> PROBE = List.of("perl", SCRIPT, Integer.toString(PATIENCE_SECONDS));

    /** How long what nobody awaits may still be answered once everything else has been. */
    private static final String GRACE_SECONDS = "0.25";

    /** Bears a machine that is busy; used up only where something awaited does not come. */
    private static final String LONGEST_SECONDS = "30";

    private final World world;

    Prober(World world) {
        this.world = world;
    }

    /** The answers, in the order of the attempts, all within {@link #PATIENCE_SECONDS}. */
    Map<Attempt, Answer> from(List<String> place, List<Attempt> attempts) {
        return from(place, PROBE, attempts, attempt -> false);
    }

    /** The answers, in the order of the attempts, waiting long for those that must come and hardly for others. */
    Map<Attempt, Answer> from(List<String> place, List<Attempt> attempts, Predicate<Attempt> awaited) {
        return from(place, List.of("perl", SCRIPT, LONGEST_SECONDS, GRACE_SECONDS), attempts, awaited);
    }

    private Map<Attempt, Answer> from(
            List<String> place, List<String> probe, List<Attempt> attempts, Predicate<Attempt> awaited) {
        var lines = new StringBuilder();
        attempts.forEach(a ->
                lines.append(a.line()).append(awaited.test(a) ? " awaited" : "").append('\n'));
        Result result = world.run(Commands.join(place, probe), lines.toString(), Duration.ofSeconds(60))
                .ok();
        var answers = new LinkedHashMap<Attempt, Answer>();
        for (int i = 0; i < attempts.size(); i++) {
            answers.put(attempts.get(i), Answer.valueOf(result.lines().get(i).toUpperCase(Locale.ROOT)));
        }
        return answers;
    }
}
