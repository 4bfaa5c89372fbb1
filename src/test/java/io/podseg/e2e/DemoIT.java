package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/demo.md}: a repository, a push, the plan that it caused, the status that followed; everything below its mark is
 * what the commands printed. {@code -Dpodseg.update=true} writes it anew.
 */
class DemoIT {
    private static final Path DOCUMENT = Path.of("docs/demo.md");
    private static final String MARK = "<!-- From here on written by e2e.DemoIT. -->\n";
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String EVENTS = "/run/lab/events";

    /** Commits that are the same whenever they are made. */
    private static final String SURROUNDINGS = "export GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.org"
            + " GIT_COMMITTER_NAME=Ann GIT_COMMITTER_EMAIL=ann@example.org"
            + " GIT_AUTHOR_DATE=2026-01-01T12:00:00Z GIT_COMMITTER_DATE=2026-01-01T12:00:00Z"
            + " GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null NO_COLOR=1; cd /run/lab/site; ";

    private static final String POLICY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web-to-backup, namespace: frontend}
            spec:
              podSelector: {matchLabels: {app: web}}
              policyTypes: [Egress]
              egress:
                - to: [{ipBlock: {cidr: 203.0.113.10/32}}]
                  ports: [{port: 443}]
            """;

    private final StringBuilder text = new StringBuilder();

    @Test
    void theDocumentIsWhatHappens() throws IOException {
        try (Lab lab = Lab.start()) {
            prepare(lab);
            lab.spawn(
                    "sh",
                    "-c",
                    "exec " + Lab.launcher()
                            + " run --git file:///run/lab/site.git --ref main --git-poll 5s --listen none >" + EVENTS
                            + " 2>/run/lab/log");
            say("## The first push", "`site.git` holds a copy of `manifests/secure-web`. On the host:");
            show("podseg run --git file:///run/lab/site.git --ref main --git-poll 5s >events &", "");
            applied(lab, head(lab));
            shown(lab, "git log --oneline");
            shown(lab, "podseg status");
            say("## A push", "Somebody lets the web server send backups to another machine, and takes its cache away:");
            lab.runWithInput(POLICY, "sh", "-c", "cat >/run/lab/site/60-backup.yaml")
                    .ok();
            shown(lab, "cat 60-backup.yaml");
            shown(lab, "git rm -q 31-cache.yaml");
            shown(lab, "git add . && git commit -q -m 'Backups, and no cache' && git push -q origin main");
            applied(lab, head(lab));
            say("## The plan that it caused", "");
            shown(lab, "podseg history 1");
            shown(lab, "podseg history show " + newest(lab));
            say("Each change was one line of `events`:", "");
            shown(lab, "grep '\"revision\":\"" + head(lab) + "\"' " + EVENTS + " | head -n 1");
            say("## The status that followed", "");
            shown(lab, "podseg status");
            shown(lab, "cat /run/podseg/status/frontend/NetworkPolicy/web-to-backup.yaml");
            say("## A push that is wrong", "What is in force stays in force, and podseg says why:");
            shown(lab, "sed -i 's/port: 443/port: 443000/' 60-backup.yaml");
            shown(lab, "git commit -q -a -m 'Oops' && git push -q origin main");
            lab.await("word of the error", LONG, () -> summary(lab).contains("result: invalid"));
            shown(lab, "podseg status | tail -n 4");
        }
        check();
    }

    private static void prepare(Lab lab) {
        lab.run(
                        "sh",
                        "-c",
                        "mkdir -p /run/lab/site && " + SURROUNDINGS
                                + "git init -q --bare -b main /run/lab/site.git && git init -q -b main . && cp -r "
                                + Manifests.SECURE_WEB.path() + "/. . && git add . && git commit -q -m 'secure-web'"
                                + " && git remote add origin /run/lab/site.git && git push -q origin main")
                .ok();
    }

    private static String head(Lab lab) {
        return lab.run("git", "-C", "/run/lab/site", "rev-parse", "HEAD").ok().text();
    }

    /** Number of the last apply. */
    private static String newest(Lab lab) {
        String row = lab.podseg("history", "1").ok().lines().getLast();
        return row.substring(0, row.indexOf(' '));
    }

    private static String summary(Lab lab) {
        return lab.run("cat", "/run/podseg/status/summary.yaml").stdout();
    }

    /** Waits until the host was found as this commit says. */
    private static void applied(Lab lab, String commit) {
        lab.await(
                "commit " + commit,
                LONG,
                () -> summary(lab).contains(commit) && summary(lab).contains("\n  result: unchanged\n"));
    }

    private void say(String title, String words) {
        text.append('\n').append(title).append('\n');
        if (!words.isEmpty()) {
            text.append('\n').append(words).append('\n');
        }
    }

    private void show(String command, String output) {
        text.append("\n```console\n# ")
                .append(command)
                .append('\n')
                .append(output)
                .append("```\n");
    }

    /** What the command prints, in the working copy. */
    private void shown(Lab lab, String command) {
        String printed = lab.run(
                        "sh", "-c", SURROUNDINGS + "podseg() { " + Lab.launcher() + " \"$@\" 2>&1; }; " + command)
                .ok()
                .stdout();
        show(
                command.replace(EVENTS, "events"),
                printed.lines().map(line -> line.stripTrailing() + "\n").reduce("", String::concat));
    }

    private void check() throws IOException {
        String before = Files.readString(DOCUMENT);
        String head = before.substring(0, before.indexOf(MARK) + MARK.length());
        if (Boolean.getBoolean("podseg.update")) {
            Files.writeString(DOCUMENT, head + text);
        }
        assertThat(steady(Files.readString(DOCUMENT).substring(head.length())))
                .as("run with -Dpodseg.update=true and commit it")
                .isEqualTo(steady(text.toString()));
    }

    /** Without times, counts of packets, and the width of columns that follows from them. */
    private static String steady(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME")
                .replaceAll("\\d+(\\.\\d+)? (ms|s|min|m)\\b", "TIME")
                .replaceAll("\"turn\":\\d+,\"triggers\":\\[[^]]*]", "TURN")
                .replaceAll("history show \\d+", "history show N")
                .replaceAll("(?m)^\\d+ +TIME", "N TIME")
                .replaceAll("\\(([a-z, ]+)\\)\\.", "(WHY).")
                .replaceAll("process \\d+", "PROCESS")
                .replaceAll("(packets|bytes): \\d+", "$1: N")
                .replaceAll("(?m)^Packets dropped.*$", "DROPPED")
                .replaceAll("(?m) +(\\d+|-)(?= )", " N")
                .replaceAll(" +", " ");
    }
}
