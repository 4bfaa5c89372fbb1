package io.podseg.reconcile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.NullMarked;

/** Connections of which a test says what they meet. */
@NullMarked
public final class FakeProber implements Prober {
    /** What an attempt meets, and how long it waits. */
    public BiFunction<Attempt, Duration, Answer> world = (attempt, limit) -> new Passed();

    /** All attempts that were made, wave by wave. */
    public final List<List<Attempt>> waves = new ArrayList<>();

    @Override
    public int capacity() {
        return 4;
    }

    @Override
    public List<Answer> probe(List<Attempt> attempts, Duration limit) {
        waves.add(List.copyOf(attempts));
        return attempts.stream().map(attempt -> world.apply(attempt, limit)).toList();
    }
}
