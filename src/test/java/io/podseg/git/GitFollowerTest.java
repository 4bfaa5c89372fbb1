package io.podseg.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.manifest.FolderSource;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.SourceException;
import io.podseg.reconcile.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is woken when, with a server in memory. */
final class GitFollowerTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final GitFollower.Pace OFTEN = new GitFollower.Pace(SHORT, LONG, SHORT);
    private static final GitFollower.Pace NEVER = new GitFollower.Pace(LONG, LONG, SHORT);
    private static final GitFollower.Pace IMPATIENT = new GitFollower.Pace(SHORT, Duration.ofMillis(300), SHORT);

    private final LinkedBlockingQueue<Trigger> woken = new LinkedBlockingQueue<>();
    private final Server server = new Server();

    /** Answers with a commit, or with a problem where that begins with "!". */
    private static final class Server implements ManifestSource {
        private volatile String says = "one";
        private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();

        @Override
        public Loaded load() throws SourceException {
            String now = says;
            asked.add(now);
            if (now.startsWith("!")) {
                throw new SourceException(now.substring(1));
            }
            Loaded empty = FolderSource.read(List.of());
            return new Loaded(empty.declarations(), empty.diagnostics(), now);
        }

        /** Waits until it has been asked twice, so that what was found the first time has been told. */
        void says(String text) throws InterruptedException {
            says = text;
            int times = 0;
            while (times < 2) {
                times += text.equals(asked.poll(60, TimeUnit.SECONDS)) ? 1 : 0;
            }
        }
    }

    private Trigger next() throws InterruptedException {
        Trigger trigger = woken.poll(60, TimeUnit.SECONDS);
        assertThat(trigger).as("somebody is woken").isNotNull();
        return trigger == null ? Trigger.START : trigger;
    }

    @Test
    void wakesForWhatIsNewAndForNothingElse() throws Exception {
        GitFollower follower = new GitFollower(server, "x", OFTEN);
        try (AutoCloseable following = follower.start(woken::add)) {
            assertThat(next()).isEqualTo(Trigger.GIT);
            assertThat(follower.load().revision()).isEqualTo("one");
            server.says("one");
            assertThat(woken).isEmpty();
            server.says("two");
            assertThat(next()).isEqualTo(Trigger.GIT);
            assertThat(follower.load().revision()).isEqualTo("two");
            server.says("!gone");
            assertThat(next()).isEqualTo(Trigger.GIT);
            assertThat(Asked.problem(follower)).isEqualTo("gone");
            server.says("!gone");
            assertThat(woken).isEmpty();
            server.says("two");
            assertThat(next()).isEqualTo(Trigger.GIT);
            assertThat(follower.load().revision()).isEqualTo("two");
            assertThat(woken).isEmpty();
        }
    }

    @Test
    void aWebhookIsNotWaitedFor() throws Exception {
        GitFollower follower = new GitFollower(server, "x", NEVER);
        try (AutoCloseable following = follower.start(woken::add)) {
            next();
            server.says = "two";
            follower.hurry();
            assertThat(next()).isEqualTo(Trigger.WEBHOOK);
            assertThat(follower.load().revision()).isEqualTo("two");
        }
    }

    @Test
    void aServerThatDoesNotAnswerDelaysNobody() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        ManifestSource slow = () -> {
            asked.countDown();
            if (asked.getCount() == 0) {
                await(end);
            }
            return server.load();
        };
        GitFollower follower = new GitFollower(slow, "x", OFTEN);
        try (AutoCloseable following = follower.start(woken::add)) {
            next();
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(follower.load().revision()).as("while it is being asked").isEqualTo("one");
            end.countDown();
        }
    }

    @Test
    void theFirstAnswerIsWaitedForALittle() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        GitFollower follower = new GitFollower(
                () -> {
                    await(end);
                    return server.load();
                },
                "https://x",
                IMPATIENT);
        try (AutoCloseable following = follower.start(woken::add)) {
            assertThat(Asked.problem(follower)).isEqualTo("the first fetch from https://x is still under way");
            end.countDown();
            assertThat(next()).isEqualTo(Trigger.GIT);
            assertThat(follower.load().revision()).isEqualTo("one");
        }
    }

    @Test
    void whoeverDoesNotFollowAsksAtOnce() throws Exception {
        assertThat(new GitFollower(server, "x", NEVER).load().revision()).isEqualTo("one");
        assertThat(server.asked).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(100, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
