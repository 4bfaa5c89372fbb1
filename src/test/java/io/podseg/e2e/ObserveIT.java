package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** What a controller on a real host tells: files, HTTP, events, history; one story, told in order. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ObserveIT {
    private static final String MANIFESTS = "/run/lab/followed";
    private static final String POLICY = "/run/podseg/status/counted/NetworkPolicy/server-in.yaml";
    private static final String ENFORCED = "type: Enforced\n    status: \"True\"";

    private final Lab lab = Lab.start();

    @BeforeAll
    void follow() {
        lab.run("cp", "-r", Manifests.COUNTERS_ENFORCE.path(), MANIFESTS).ok();
        run();
        lab.await("the host to be as declared", () -> get("/q/health/ready").exit() == 0);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private void run() {
        lab.spawn(
                "sh",
                "-c",
                "echo $$ > /run/lab/pid; exec \"$0\" run -f " + MANIFESTS + " >> /run/lab/events 2>> /run/lab/log",
                Lab.launcher());
    }

    private Result get(String path) {
        return lab.run("busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:9467" + path);
    }

    private String read(String file) {
        return lab.run("cat", file).stdout();
    }

    private void signal(String name) {
        lab.run("sh", "-c", "kill -" + name + " $(cat /run/lab/pid)").ok();
    }

    @Test
    @Order(1)
    void aHostThatIsAsDeclared() {
        assertThat(read(POLICY)).contains(ENFORCED, "- counted/server");
        assertThat(read("/run/podseg/status/summary.yaml")).contains("ready: true");
        assertThat(lab.podseg("status").ok().stdout())
                .contains("Told by podseg run")
                .containsPattern("NetworkPolicy +counted/server-in +enforced");
        assertThat(get("/metrics").ok().stdout()).contains("podseg_ready 1.0", "podseg_enforced 1.0");
        assertThat(get("/").ok().stdout()).contains("As declared", "counted/server-in");
        assertThat(read("/run/lab/events")).contains("\"schema\":\"podseg.io/event/v1\"", "\"outcome\":\"applied\"");
        assertThat(read("/run/lab/log").lines())
                .allSatisfy(line -> assertThat(line).startsWith("{"));
    }

    @Test
    @Order(2)
    void whatIsRepairedIsToldEverywhere() {
        lab.run("iptables", "-t", "mangle", "-F", "PODSEG-FORWARD").ok();
        lab.await("the repair", () -> get("/metrics").stdout().contains("podseg_drift_repaired_total"));
        assertThat(read("/run/lab/events")).contains("\"drift\":true,\"outcome\":\"applied\"");
        lab.await("the file", () -> read(POLICY).contains(ENFORCED));
        assertThat(lab.podseg("history").ok().lines().size())
                .as("a header, the first apply and the repair")
                .isGreaterThan(2);
        assertThat(lab.podseg("history", "show", "1").ok().stdout()).contains("+ Pod counted/server");
    }

    @Test
    @Order(3)
    void badManifestsAreToldAndTheLastGoodStayEnforced() {
        lab.runWithInput("kind: Nothing\n", "sh", "-c", "cat > " + MANIFESTS + "/bad.yaml")
                .ok();
        lab.await("the trouble", () -> get("/q/health/ready").exit() != 0);
        lab.await("the file", () -> read("/run/podseg/status/summary.yaml").contains("reason: InvalidManifests"));
        assertThat(read("/run/podseg/status/summary.yaml")).contains("bad.yaml:1:");
        assertThat(read(POLICY)).contains(ENFORCED);
        assertThat(get("/metrics").ok().stdout()).contains("podseg_ready 0.0", "podseg_enforced 1.0");
        lab.run("rm", MANIFESTS + "/bad.yaml").ok();
        lab.await("its end", () -> get("/q/health/ready").exit() == 0);
    }

    @Test
    @Order(4)
    void aControllerThatEndedIsNotBelieved() {
        signal("TERM");
        lab.await("its end", () -> read("/run/podseg/status/summary.yaml").contains("stopped: "));
        Result asked = lab.podseg("status").ok();
        assertThat(asked.stdout())
                .containsPattern("counted/server-in +enforced")
                .doesNotContain("Told by");
        lab.await("the port to be free", () -> get("/q/health/live").exit() != 0);
        run();
        lab.await("the next one", () -> get("/q/health/ready").exit() == 0);
        assertThat(lab.podseg("status").ok().stdout()).contains("Told by");
        signal("KILL");
        lab.await("its end", () -> lab.podseg("status").ok().stderr().contains("is gone without a word"));
        assertThat(lab.podseg("status").ok().stdout()).containsPattern("counted/server-in +enforced");
    }
}
