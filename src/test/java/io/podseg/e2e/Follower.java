package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.User;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code podseg run} in a lab, on manifests that the test changes, watched through its summary as any user can. */
final class Follower implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern TURN = Pattern.compile("(?m)^  number: (\\d+)$");

    private final Lab lab;
    private final String manifests;
    private final String notes;
    private final String summary;
    private Process process;

    /** A copy of manifests in the lab, and a controller that follows it; its first turn has ended. */
    Follower(Lab lab, String folder, Manifests from) {
        this.lab = lab;
        this.manifests = folder;
        this.notes = lab.isRootless() ? User.RUNTIME : "/run/lab";
        this.summary = (lab.isRootless() ? User.RUNTIME : "/run") + "/podseg/status/summary.yaml";
        lab.run("mkdir", "-p", folder).ok();
        lab.run("sh", "-c", "cp -r '" + from.path() + "'/. " + folder).ok();
        this.process = spawn();
        settled();
    }

    private Process spawn() {
        lab.run("rm", "-f", summary).ok();
        return lab.spawnAsUser(
                "sh",
                "-c",
                "echo $$ >" + notes + "/run.pid; exec " + Lab.launcher() + " run --listen none -f " + manifests + " >>"
                        + notes + "/run.log 2>&1");
    }

    /** Starts it again after its end. */
    void restart() {
        process = spawn();
        await("a turn", summary -> TURN.matcher(summary).find());
    }

    /** Replaces one of the manifest files as an editor does. */
    void write(String name, String text) {
        lab.runWithInput(
                        text,
                        "sh",
                        "-c",
                        "cat > " + manifests + "/." + name + " && mv " + manifests + "/." + name + " " + manifests + "/"
                                + name)
                .ok();
    }

    void remove(String name) {
        lab.run("rm", "-f", manifests + "/" + name).ok();
    }

    String summary() {
        return lab.run("sh", "-c", "cat " + summary + " 2>/dev/null").stdout();
    }

    String log() {
        return lab.run("sh", "-c", "cat " + notes + "/run.log").stdout();
    }

    long turn() {
        Matcher matcher = TURN.matcher(summary());
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Waits for a summary. */
    void await(String what, Predicate<String> summary) {
        try {
            lab.await(what, LIMIT, () -> summary.test(summary()));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + summary() + log(), e);
        }
    }

    /** Waits until the last turn ended in this way. */
    void result(String result) {
        await("a turn that is " + result, summary -> summary.contains("\n  result: " + result + "\n"));
    }

    /** Waits until the last turn left nothing to do. */
    void settled() {
        await(
                "the host to be as declared",
                summary -> summary.contains("\n  result: unchanged\n") || summary.contains("\n  result: applied\n"));
    }

    /** Waits for something on the host. */
    void repaired(String what, BooleanSupplier holds) {
        try {
            lab.await(what, LIMIT, holds);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + summary() + log(), e);
        }
    }

    /** The pid in the lab. */
    String pid() {
        return lab.run("cat", notes + "/run.pid").ok().text();
    }

    void signal(String signal) {
        lab.run("kill", "-" + signal, pid()).ok();
    }

    /** Waits for its end. */
    int exit() {
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("podseg run ends\n" + log())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            signal("KILL");
        }
    }
}
