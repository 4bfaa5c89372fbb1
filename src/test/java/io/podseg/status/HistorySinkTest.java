package io.podseg.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.reconcile.Applied;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HistorySink;
import io.podseg.store.FolderHistory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the controller's turns is remembered. */
class HistorySinkTest {
    private static final Applied.Who RUN = new Applied.Who("run", "root", "");

    @TempDir
    Path folder = Path.of("");

    @Test
    void whatIsTriedAgainAndFailsAgainIsOneApply() throws Exception {
        Turns turns = new Turns(folder);
        FolderHistory history = new FolderHistory(folder.resolve("state"));
        HistorySink sink = new HistorySink(history, RUN);
        for (int i = 0; i < 4; i++) {
            turns.podman.fail("createPod quickstart_web", "no space left on device");
            sink.ended(turns.apply(Turns.QUICKSTART));
        }
        assertThat(history.list()).extracting(entry -> entry.applied().times()).containsExactly(3, 1);
        Applied again = history.list().getFirst().applied();
        assertThat(again.result()).isEqualTo("failed");
        assertThat(again.when().last()).isAfter(again.when().began());
        turns.podman.removePodByHand("quickstart_client");
        sink.ended(turns.apply(Turns.QUICKSTART));
        assertThat(history.list()).hasSize(3);
    }

    @Test
    void turnsThatDoNothingAreNoApplies() throws Exception {
        Turns turns = new Turns(folder);
        FolderHistory history = new FolderHistory(folder.resolve("state"));
        HistorySink sink = new HistorySink(history, RUN);
        sink.ended(turns.report(Cycle.Result.REPORTED, Turns.QUICKSTART));
        sink.ended(turns.fail(Cycle.Result.UNFETCHED, "no answer"));
        assertThat(history.list()).isEmpty();
        sink.ended(turns.apply(Turns.QUICKSTART));
        sink.ended(turns.apply(Turns.QUICKSTART));
        assertThat(history.list()).extracting(entry -> entry.applied().who()).containsExactly(RUN);
    }
}
