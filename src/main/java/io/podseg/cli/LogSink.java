package io.podseg.cli;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.Outcome;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** The controller's log: a line for each turn that did something or found something out, more with {@code -v}. */
final class LogSink implements CycleSink {
    private static final Logger LOG = Logger.getLogger("io.podseg.run");

    private Optional<String> last = Optional.empty();

    /** Something beside the turns that somebody should see. */
    static void warn(String problem) {
        LOG.warn(Printable.of(problem));
    }

    @Override
    public void ended(Cycle cycle) {
        MDC.put("turn", Long.toString(cycle.occasion().number()));
        MDC.put("result", cycle.result().word());
        MDC.put("revision", cycle.source().revision());
        MDC.put("triggers", triggers(cycle));
        MDC.put("milliseconds", Long.toString(cycle.occasion().took().toMillis()));
        LOG.log(level(cycle), text(cycle));
        MDC.clear();
        last = Optional.of(state(cycle));
    }

    /** What was said already is only said again to whoever wants to hear everything. */
    private Logger.Level level(Cycle cycle) {
        boolean news = !last.equals(Optional.of(state(cycle)));
        boolean acted = cycle.outcomes().stream().anyMatch(outcome -> !(outcome instanceof Outcome.Held));
        if (!news && !acted) {
            return Logger.Level.DEBUG;
        }
        return switch (cycle.result()) {
            case UNCHANGED, APPLIED -> cycle.problem().isPresent() ? Logger.Level.WARN : Logger.Level.INFO;
            case REPORTED, PAUSED, WAITING, LOCKED -> Logger.Level.INFO;
            case PARTIAL, INVALID, UNFETCHED -> Logger.Level.WARN;
            case FAILED -> Logger.Level.ERROR;
        };
    }

    private static String state(Cycle cycle) {
        return cycle.result().state() + cycle.problem().orElse("");
    }

    private static String text(Cycle cycle) {
        String changes = cycle.outcomes().stream()
                .collect(Collectors.groupingBy(Outcome::word, java.util.TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(count -> ", " + count.getValue() + " " + count.getKey())
                .collect(Collectors.joining());
        return "turn " + cycle.occasion().number() + ": "
                + cycle.result().word() + changes + " in "
                + cycle.occasion().took().toMillis() + " ms (" + triggers(cycle) + ")"
                + cycle.problem().map(problem -> ": " + Printable.of(problem)).orElse("");
    }

    private static String triggers(Cycle cycle) {
        return String.join(", ", cycle.occasion().words());
    }
}
