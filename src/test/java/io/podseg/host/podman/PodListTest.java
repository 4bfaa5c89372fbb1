package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.host.podman.api.ContainerRow;
import io.podseg.host.podman.api.PodRow;
import io.podseg.reconcile.HostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is taken for Podman's list of pods while Podman does not answer. */
class PodListTest {
    private final AtomicInteger questions = new AtomicInteger();
    private volatile List<PodRow> answer = pods("a", "b");
    private volatile CountDownLatch held = new CountDownLatch(0);

    private final PodList list = new PodList(this::ask, Duration.ofMillis(50));

    private List<PodRow> ask() throws HostException {
        questions.incrementAndGet();
        List<PodRow> now = answer;
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new HostException("interrupted", e);
        }
        if (now.isEmpty()) {
            throw new HostException("out of order");
        }
        return now;
    }

    private static List<PodRow> pods(String... names) {
        return Stream.of(names)
                .map(name -> new PodRow("id-" + name, name, "infra-" + name, Map.of()))
                .toList();
    }

    private static List<ContainerRow> containers(String... pods) {
        return Stream.of(pods)
                .map(pod -> new ContainerRow(
                        "infra-" + pod,
                        List.of(),
                        "",
                        "running",
                        0,
                        true,
                        pod.isEmpty() ? "" : "id-" + pod,
                        1,
                        List.of(),
                        Map.of()))
                .toList();
    }

    @Test
    void podmanIsAskedEachTimeThatItAnswers() throws HostException {
        assertThat(list.with(containers("a", "b", ""))).isEqualTo(pods("a", "b"));
        answer = pods("c");
        assertThat(list.with(containers("a", "b"))).isEqualTo(pods("c"));
        assertThat(questions).hasValue(2);
    }

    @Test
    void whileItDoesNotAnswerTheLastListIsAsGoodWhereThePodsAreTheSame() throws HostException {
        list.with(containers("a", "b"));
        held = new CountDownLatch(1);
        assertThat(list.with(containers("a", "b", ""))).isEqualTo(pods("a", "b"));
        assertThat(list.with(containers("a", "b"))).isEqualTo(pods("a", "b"));
        assertThat(questions).as("one question is enough").hasValue(2);
        held.countDown();
    }

    @Test
    void aPodThatHasGoneIsLeftOutAndOneThatWasMadeHereIsKnown() throws HostException {
        list.with(containers("a", "b"));
        held = new CountDownLatch(1);
        list.add("id-c", "c", Map.of("x", "y"));
        PodRow made = new PodRow("id-c", "c", "infra-c", Map.of("x", "y"));
        assertThat(list.with(containers("a", "c"))).containsExactly(pods("a").getFirst(), made);
        assertThat(list.with(containers("a", "b"))).isEqualTo(pods("a", "b"));
        list.remove("c");
        assertThat(list.with(containers("b"))).isEqualTo(pods("b"));
        held.countDown();
    }

    @Test
    void onePodThatIsNotKnownIsWaitedFor() throws HostException {
        list.with(containers("a", "b"));
        CountDownLatch stopped = new CountDownLatch(1);
        held = stopped;
        answer = pods("a", "b", "c");
        Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                return;
            }
            stopped.countDown();
        });
        assertThat(list.with(containers("a", "b", "c"))).isEqualTo(pods("a", "b", "c"));
    }

    @Test
    void whatPodmanListsIsTakenFromThere() throws HostException {
        list.add("id-c", "c", Map.of("x", "y"));
        answer = pods("a", "c");
        assertThat(list.with(containers("a", "c"))).isEqualTo(pods("a", "c"));
        held = new CountDownLatch(1);
        assertThat(list.with(containers("a", "c"))).isEqualTo(pods("a", "c"));
        held.countDown();
    }

    @Test
    void anOldAnswerIsNotTakenForANewOne() throws HostException {
        list.with(containers("a", "b"));
        held = new CountDownLatch(1);
        list.with(containers("a", "b"));
        answer = pods("a", "b", "c");
        held.countDown();
        assertThat(list.with(containers("a", "b", "c"))).isEqualTo(pods("a", "b", "c"));
        assertThat(questions).hasValue(3);
    }

    @Test
    void aPodWithoutAnyContainerIsKept() throws HostException {
        answer = Stream.concat(pods("a").stream(), Stream.of(new PodRow("id-x", "x", "", Map.of())))
                .toList();
        list.with(containers("a"));
        held = new CountDownLatch(1);
        assertThat(list.with(containers("a"))).isEqualTo(answer);
        held.countDown();
    }

    @Test
    void aFailureIsTold() throws HostException {
        list.with(containers("a", "b"));
        answer = List.of();
        assertThatThrownBy(() -> list.with(containers("a", "b")))
                .isInstanceOf(HostException.class)
                .hasMessage("out of order");
        answer = pods("a");
        assertThat(list.with(containers("a"))).isEqualTo(pods("a"));
    }

    /** The question may have been asked of a service that was ended meanwhile. */
    @Test
    void anOldFailureIsNobodysAnswer() throws HostException {
        list.with(containers("a", "b"));
        held = new CountDownLatch(1);
        answer = List.of();
        list.with(containers("a", "b"));
        answer = pods("a", "b");
        held.countDown();
        assertThat(list.with(containers("a", "b"))).isEqualTo(pods("a", "b"));
    }
}
