package io.podseg.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.Cycle;
import io.podseg.status.Account;
import io.podseg.status.StatusFiles;
import io.podseg.status.StatusSink;
import io.podseg.status.Turns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows, and that what comes from outside is text on it. */
class PageTest {
    @TempDir
    Path folder = Path.of("");

    private Account account(Cycle... cycles) throws Exception {
        List<Account> told = new ArrayList<>();
        StatusSink sink = new StatusSink(new StatusFiles(folder.resolve("status")), Clock.systemUTC(), told::add);
        for (Cycle cycle : cycles) {
            sink.ended(cycle);
        }
        return told.getLast();
    }

    private static String render(Account account, Cycle cycle) {
        return new Page().render(PageView.of(account, cycle.work()));
    }

    @Test
    void aHostThatIsWell() throws Exception {
        Cycle cycle = new Turns(folder).apply(Turns.QUICKSTART);
        assertThat(render(account(cycle), cycle))
                .contains(
                        "<header class=\"good\">",
                        "<h1>As declared</h1>",
                        cycle.source().revision(),
                        "<td>NetworkPolicy</td><td>quickstart/web-from-client</td><td><span class=\"state good\">enforced</span>",
                        "<td class=\"address\">10.89.60.10</td>",
                        "Connections it opens");
    }

    @Test
    void whatIsWrongIsShownAndIsText() throws Exception {
        Turns turns = new Turns(folder);
        turns.podman.fail("startPod quickstart_web", "<script>alert(1)</script> & \"quoted\" {page.mood}");
        Cycle first = turns.apply(Turns.QUICKSTART);
        Diagnostic problem = Diagnostic.error(new Position("<b>.yaml", 1, 1), "unknown field '<img src=x onerror=y>'");
        Cycle last = turns.fail(Cycle.Result.INVALID, "the manifests have <errors>", problem);
        String page = render(account(first, last), first);
        assertThat(page)
                .contains(
                        "<header class=\"bad\">",
                        "<h1>Invalid manifests</h1>",
                        "the manifests have &lt;errors&gt;",
                        "&lt;b&gt;.yaml:1:1: unknown field &#39;&lt;img src=x onerror=y&gt;&#39;",
                        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot; {page.mood}")
                .doesNotContain("<script", "<img");
    }

    @Test
    void beforeTheFirstTurnThereIsAPageToo() {
        assertThat(new Page().render(PageView.starting())).contains("<h1>Starting</h1>");
    }

    /** Whoever is on the machine may read it; what is in a container's environment is not everybody's business. */
    @Test
    void thePlanNamesFieldsOfPodsAndNotTheirValues() throws Exception {
        Path pod = Files.writeString(folder.resolve("pod.yaml"), """
                apiVersion: v1
                kind: Pod
                metadata: {name: app}
                spec:
                  containers:
                  - name: app
                    image: localhost/podseg-quickstart:1
                    env: [{name: PASSWORD, value: opensesame}]
                """);
        Cycle cycle = new Turns(folder).apply(pod, Turns.QUICKSTART);
        String plan = String.valueOf(PublicPlan.tree(cycle.work().orElseThrow()));
        assertThat(String.valueOf(io.podseg.plan.PlanJson.tree(
                        cycle.work().orElseThrow().planned().plan())))
                .contains("opensesame");
        assertThat(plan).doesNotContain("opensesame").contains("PASSWORD", "outcome=applied", "10.89.60.0/24");
        assertThat(Optional.of(render(account(cycle), cycle)))
                .hasValueSatisfying(page -> assertThat(page).doesNotContain("opensesame"));
    }
}
