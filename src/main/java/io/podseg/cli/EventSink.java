package io.podseg.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.model.ObjectKey;
import io.podseg.plan.Header;
import io.podseg.plan.PlanText;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.Outcome;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Events of the controller, a line each: what became of a change, and what the state of the controller is where that is news. What
 * is tried again and fails for the same reason is no news.
 */
final class EventSink implements CycleSink {
    static final String SCHEMA = "podseg.io/event/v1";

    private final boolean json;
    private final Clock clock;
    private final Consumer<String> lines;
    private final ObjectMapper mapper = new ObjectMapper();
    private Map<ObjectKey, String> told = new HashMap<>();
    private Optional<String> state = Optional.empty();

    /**
     * A sink that has told nothing.
     *
     * @param json whether lines are JSON, else for people
     * @param lines takes a line without its end
     */
    EventSink(boolean json, Clock clock, Consumer<String> lines) {
        this.json = json;
        this.clock = clock;
        this.lines = lines;
    }

    /** What became of a change, or that it is planned. */
    private record News(Header header, String outcome, String message) {}

    @Override
    public void ended(Cycle cycle) {
        Map<ObjectKey, String> now = new HashMap<>();
        for (News each : news(cycle)) {
            boolean applied = each.outcome().equals("applied");
            String words = each.outcome() + ": " + each.message();
            if (applied || !words.equals(told.get(each.header().key()))) {
                change(cycle, each);
            }
            if (!applied) {
                now.put(each.header().key(), words);
            }
        }
        // A turn that could not plan says nothing of what is left to do.
        if (cycle.work().isPresent()) {
            told = now;
        }
        state(cycle);
    }

    private static List<News> news(Cycle cycle) {
        if (cycle.work().isEmpty()) {
            return List.of();
        }
        Cycle.Work work = cycle.work().get();
        if (cycle.result() == Cycle.Result.REPORTED || cycle.result() == Cycle.Result.PAUSED) {
            return work.planned().plan().changes().stream()
                    .map(change ->
                            new News(change.header(), "planned", change.header().reason()))
                    .toList();
        }
        return work.outcomes().stream().map(EventSink::news).toList();
    }

    private static News news(Outcome outcome) {
        Header header = outcome.change().header();
        return new News(header, outcome.word(), outcome instanceof Outcome.Applied ? header.reason() : outcome.why());
    }

    private void change(Cycle cycle, News news) {
        Header header = news.header();
        if (!json) {
            say(PlanText.symbol(header) + " " + Printable.of(header.key().toString()) + "  " + news.outcome()
                    + (news.message().isEmpty() ? "" : ": " + Printable.of(news.message())));
            return;
        }
        Map<String, Object> event = event("change", cycle);
        event.put("action", header.action().name().toLowerCase(Locale.ROOT));
        event.put("kind", header.key().kind());
        event.put("namespace", header.key().namespace());
        event.put("name", header.key().name());
        event.put("drift", header.drift());
        event.put("outcome", news.outcome());
        event.put("message", news.message());
        write(event);
    }

    /** Applied and unchanged are one state: the host is as it should be. */
    private void state(Cycle cycle) {
        String now = cycle.result().state().word() + ": " + cycle.problem().orElse("");
        if (state.isPresent() && state.get().equals(now)) {
            return;
        }
        state = Optional.of(now);
        if (!json) {
            say("= " + cycle.result().word()
                    + cycle.problem()
                            .map(problem -> ": " + Printable.of(problem))
                            .orElse(""));
            cycle.source().errors().forEach(problem -> say("  " + Printable.of(problem)));
            return;
        }
        Map<String, Object> event = event("state", cycle);
        event.put("result", cycle.result().word());
        event.put("message", cycle.problem().orElse(""));
        event.put("problems", cycle.source().errors());
        write(event);
    }

    private Map<String, Object> event(String type, Cycle cycle) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("schema", SCHEMA);
        event.put("time", clock.instant().toString());
        event.put("type", type);
        event.put("turn", cycle.occasion().number());
        event.put("triggers", cycle.occasion().words());
        event.put("revision", cycle.source().revision());
        return event;
    }

    private void say(String text) {
        lines.accept(clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + " " + text);
    }

    private void write(Map<String, Object> event) {
        try {
            lines.accept(mapper.writeValueAsString(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
