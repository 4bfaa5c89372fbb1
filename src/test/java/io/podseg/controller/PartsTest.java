package io.podseg.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.HandClock;
import io.podseg.reconcile.Pause;
import io.podseg.reconcile.Trigger;
import io.podseg.store.ControllerFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue, the pauses between attempts, and pausing. */
class PartsTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void fortyEventsAreOneAndRestTogether() throws InterruptedException {
        Queue queue = new Queue();
        for (int i = 0; i < 40; i++) {
            queue.add(Trigger.PODMAN);
        }
        assertThat(queue.take(Duration.ZERO)).containsExactly(Trigger.PODMAN);
        assertThat(queue.take(Duration.ZERO)).isEmpty();
        queue.rest(Trigger.PODMAN, Duration.ofHours(1));
        queue.add(Trigger.PODMAN);
        assertThat(queue.take(Duration.ofMillis(1))).as("it rests").isEmpty();
        queue.add(Trigger.FILES);
        assertThat(queue.take(Duration.ofHours(1)))
                .as("others do not wait for it")
                .containsExactly(Trigger.FILES, Trigger.PODMAN);
        queue.rest(Trigger.PODMAN, Duration.ofMillis(20));
        queue.add(Trigger.PODMAN);
        assertThat(queue.take(Duration.ofHours(1))).as("the rest ends").containsExactly(Trigger.PODMAN);
        queue.close();
        queue.add(Trigger.FILES);
        assertThat(queue.take(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void delaysDoubleUpToFiveMinutes() {
        assertThat(Backoff.PAUSE.after(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Backoff.PAUSE.after(2)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Backoff.PAUSE.after(7)).isEqualTo(Duration.ofMinutes(5));
        assertThat(Backoff.PAUSE.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void resyncComesEvenIfNobodyCallsForIt() {
        AtomicLong nanos = new AtomicLong();
        Retries retries = new Retries(Duration.ofMinutes(5), nanos::get);
        assertThat(retries.due(Optional.empty())).isEmpty();
        nanos.set(Duration.ofMinutes(11).toNanos());
        assertThat(retries.due(Optional.empty())).containsExactly(Trigger.SCHEDULE);
        assertThat(retries.due(Optional.of(Duration.ZERO))).containsExactlyInAnyOrder(Trigger.RETRY, Trigger.SCHEDULE);
        assertThat(retries.left(Optional.of(Duration.ofMillis(3)), Duration.ofSeconds(1)))
                .isEqualTo(Duration.ofMillis(3));
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndNothingElse() throws Exception {
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        for (String name : List.of(".manifests.json123.tmp", "notes.tmp", ".hidden")) {
            Files.setLastModifiedTime(Files.createFile(folder.resolve(name)), old);
        }
        Files.createFile(folder.resolve(".inventory.json456.tmp"));
        ControllerMemory memory = new ControllerFolder(folder, Clock.systemUTC());
        memory.reign().close();
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("notes.tmp", ".hidden", ".inventory.json456.tmp", "controller.lock");
    }

    @Test
    void aClockThatIsSetBackMakesNoPauseLonger() throws Exception {
        HandClock clock = new HandClock("2026-01-01T00:00:00Z");
        AtomicLong nanos = new AtomicLong();
        ControllerMemory memory = new ControllerFolder(folder, clock);
        Pausing pausing = new Pausing(memory, clock, nanos::get);
        assertThat(pausing.now()).isEmpty();
        memory.pause(new Pause(clock.instant(), "root", Optional.of(Duration.ofMinutes(10)), ""));
        assertThat(pausing.changed()).isTrue();
        assertThat(pausing.changed()).isFalse();
        clock.set(Instant.parse("2020-01-01T00:00:00Z"));
        nanos.set(Duration.ofMinutes(9).toNanos());
        assertThat(pausing.now()).isPresent();
        assertThat(new Pausing(memory, clock, () -> 0).now()).isPresent();
        nanos.set(Duration.ofMinutes(10).toNanos());
        assertThat(pausing.changed()).isTrue();
        assertThat(pausing.now()).isEmpty();
        assertThat(memory.pause()).isEmpty();
    }

    @Test
    void aPauseThatCannotBeReadIsAPause() throws Exception {
        ControllerMemory memory = new ControllerFolder(folder, Clock.systemUTC());
        Files.writeString(folder.resolve("pause.json"), "garbage");
        assertThat(memory.pause().orElseThrow().text()).contains("cannot be read", "podseg resume");
        assertThat(memory.resume()).isTrue();
        assertThat(memory.resume()).isFalse();
        assertThat(memory.pause()).isEmpty();
    }
}
