package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.lab.User;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The hook on a real Podman, from its installation to its removal, with everything about it that may be broken meanwhile. */
class HookIT {
    private static final String SPRUNG = "/tmp/podseg-hook-sprung";

    @Test
    void rootful() {
        try (Lab lab = Lab.start()) {
            new Life(lab, "/run/podseg", "/var/lib/podseg/hook", "/etc/containers").lived();
        }
    }

    @Test
    void rootless() {
        try (Lab lab = Lab.startRootless()) {
            String state = User.HOME + "/.local/state/podseg/hook";
            new Life(lab, User.RUNTIME + "/podseg", state, User.HOME + "/.config/containers").lived();
        }
    }

    /** Podman runs the hook there as somebody who may not read it. */
    @Test
    void aRootlessPodWithUsersOfItsOwnStartsAllTheSame() {
        String manifest = """
                apiVersion: v1
                kind: Pod
                metadata: {name: own}
                spec:
                  hostUsers: false
                  terminationGracePeriodSeconds: 0
                  containers:
                    - {name: main, image: "localhost/podseg-test:1", imagePullPolicy: Never, command: [sleep, "600"]}
                """;
        try (Lab lab = Lab.startRootlessWithoutService()) {
            lab.podseg("hook", "install").ok();
            lab.runWithInput(manifest, "sh", "-c", "mkdir -p /run/lab/own; cat > /run/lab/own/own.yaml")
                    .ok();
            lab.podseg("apply", "--yes", "-f", "/run/lab/own").ok();
            lab.exec("own-main", "true").ok();
        }
    }

    /** Pods that run keep what they have, on the host and inside; whoever looks is told what would become of them. */
    @Test
    void aProgramThatGoesAwayIsToldAtOnceWhilePodsGoOn() {
        try (Lab lab = Lab.startWithoutService()) {
            lab.podseg("hook", "install").ok();
            lab.startService();
            lab.await(
                    "Podman's API service", () -> lab.podman("--remote", "info").exit() == 0);
            try (Follower podseg = new Follower(lab, "/run/lab/manifests", Manifests.PAIR)) {
                podseg.write("pair.yaml", withRulesInside());
                podseg.repaired("rules inside", () -> inside(lab).contains("-A INPUT -j PODSEG-POD-IN"));
                podseg.settled();
                enforced(lab);
                lab.run("rm", "/var/lib/podseg/hook/podseg-hook").ok();
                podseg.await("the loss to be told", summary -> summary.contains("reason: HookDoesNotRun"));
                assertThat(podseg.summary()).contains("podseg-hook is missing", "podseg hook install");
                assertThat(podseg.log()).contains("WARN").contains("podseg-hook is missing");
                enforced(lab);
                assertThat(inside(lab)).contains("-A INPUT -j PODSEG-POD-IN");
                assertThat(lab.podman("pod", "restart", Pair.CLIENT_POD).exit()).isNotZero();
                lab.podseg("hook", "install").ok();
                podseg.await("the repair to be told", summary -> !summary.contains("HookDoesNotRun"));
                toldEverywhere(podseg, lab, "rm /etc/containers/oci/hooks.d/podseg.json", "podseg.json is missing");
                toldEverywhere(
                        podseg,
                        lab,
                        "printf '[engine]\\nhooks_dir = []\\n' > /etc/containers/containers.conf.d/zz-podseg-hook.conf",
                        "is not in Podman's hooks_dir");
                podseg.await("the repair to be told", summary -> !summary.contains("HookDoesNotRun"));
                podseg.repaired(
                        "the pod", () -> lab.podman("exec", Pair.CLIENT, "true").exit() == 0);
                enforced(lab);
            }
        }
    }

    /** By the controller, by status and by doctor; the rules that stand go on standing. */
    private static void toldEverywhere(Follower podseg, Lab lab, String breaking, String problem) {
        lab.run("sh", "-c", breaking).ok();
        podseg.await(
                problem + " to be told",
                summary -> summary.contains("reason: HookDoesNotRun") && summary.contains(problem));
        assertThat(lab.podseg("status").stdout()).contains(problem);
        assertThat(lab.podseg("doctor").stdout()).contains("FAIL").contains(problem);
        assertThat(inside(lab)).contains("-A INPUT -j PODSEG-POD-IN");
        lab.podseg("hook", "install").ok();
        podseg.await("the repair to be told", summary -> !summary.contains("HookDoesNotRun"));
    }

    /** What is dropped inside the sender's own namespace is an error to it where the protocol has no connections, so TCP is asked. */
    private static void enforced(Lab lab) {
        lab.await("the server", () -> lab.connects(Pair.CLIENT, Pair.SERVER_IP, 80, "TCP") == Answer.OPEN);
        var forbidden =
                List.of(Attempt.tcp(Pair.SERVER_IP, 81), Attempt.tcp(Lab.OUTSIDE, 80), Attempt.tcp(Lab.NODE, 22));
        assertThat(lab.probeFrom(Pair.CLIENT, forbidden).values()).containsOnly(Answer.SILENT);
        assertThat(lab.probeFromOutside(List.of(Attempt.tcp(Pair.SERVER_IP, 80)))
                        .values())
                .containsOnly(Answer.SILENT);
    }

    /** The pair, with its namespace asking for the second line. */
    private static String withRulesInside() {
        try {
            return Files.readString(Path.of(Manifests.PAIR.path(), "pair.yaml"))
                    .replaceFirst("  name: pair\n", "  name: pair\n  annotations: {podseg.io/pod-layer: \"true\"}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inside(Lab lab) {
        String script =
                "nsenter -t $(podman inspect --type container --format '{{.State.Pid}}' \"$1\") -n iptables-save -t mangle";
        return lab.run("sh", "-c", script, "sh", Pair.SERVER).stdout();
    }

    /**
     * One host.
     *
     * @param runtime podseg's runtime folder
     * @param programs where the hook's programs stand
     * @param settings where Podman's own settings stand
     */
    private record Life(Lab lab, String runtime, String programs, String settings) {
        void lived() {
            ownHook();
            installed();
            othersStart();
            anAnnotatedContainerIsDark();
            aDamagedRulesetIsToldInPodmansError();
            aProgramThatIsGoneOrEmptyIsNoticedAndStopsNobodyElse();
            whatOthersMayWriteIsNotTrusted();
            theSettingThatIsGoneIsNoticed();
            aHookOfTheSameNameIsNoticed();
            removed();
        }

        /** Somebody has a hook already. */
        private void ownHook() {
            shell("mkdir -p " + settings + "/containers.conf.d " + settings + "/own.d");
            write(settings + "/containers.conf.d/10-own.conf", "[engine]\nhooks_dir = ['" + settings + "/own.d']\n");
            write(settings + "/own.d/own.json", """
                    {"version":"1.0.0","hook":{"path":"/bin/sh","args":["sh","-c","echo own >> %s/own.log"]},
                    "when":{"always":true},"stages":["createContainer"]}
                    """.formatted(settings));
            // A service reads its settings when it starts.
            lab.restartService();
        }

        private void installed() {
            Result before = lab.podseg("hook", "status");
            assertThat(before.exit()).isEqualTo(1);
            assertThat(before.stdout()).contains("The hook does not run: the hook is not installed");
            lab.podseg("hook", "install");
            lab.restartService();
            assertThat(lab.podseg("hook", "install").ok().stdout()).contains("installed already, and it runs");
            assertThat(lab.podseg("hook", "status", "-o", "json").ok().stdout()).contains("\"runs\" : true");
            assertThat(lab.podseg("hook", "status").ok().stdout()).doesNotContain("FAIL");
            assertThat(lab.podman("pod", "ps", "-q").ok().text())
                    .as("left over")
                    .isEmpty();
            assertThat(shell("ls " + runtime + "/ids " + runtime + "/ran " + runtime + "/pods | grep -v :"))
                    .as("left over")
                    .isBlank();
        }

        private void othersStart() {
            shell("rm -f " + settings + "/own.log");
            lab.podman("run", "--rm", Images.BUSYBOX, "true").ok();
            assertThat(shell("cat " + settings + "/own.log"))
                    .as("their own hooks run")
                    .isEqualTo("own");
            lab.podman("run", "-d", "--name", "other", Images.BUSYBOX, "sleep", "600")
                    .ok();
            assertThat(lab.exec("other", "nc", "-w", "5", Lab.OUTSIDE, "80").exit())
                    .isZero();
            lab.podman("rm", "-f", "-t", "0", "other").ok();
        }

        /** No ruleset is kept for it; who forges the annotation closes a container and nothing else. */
        private void anAnnotatedContainerIsDark() {
            lab.run(
                            "sh",
                            "-c",
                            "mkdir -p /tmp/evil; for i in tr cat sed; do printf '#!/bin/sh\\ntouch " + SPRUNG
                                    + "\\n' > /tmp/evil/$i; done; cp /tmp/evil/tr /tmp/evil/env; chmod -R a+rx /tmp/evil; rm -f "
                                    + SPRUNG)
                    .ok();
            annotated("-d", "--name", "dark").ok();
            assertThat(lab.probeFrom("dark", List.of(Attempt.tcp(Lab.OUTSIDE, 80)))
                            .values())
                    .containsExactly(Answer.SILENT);
            assertThat(shell("cat " + runtime + "/ran/*")).startsWith("web closed no ruleset is kept");
            assertThat(lab.run("test", "-e", SPRUNG).exit())
                    .as("the container's environment")
                    .isNotZero();
            lab.podman("rm", "-f", "-t", "0", "dark").ok();
            shell("rm " + runtime + "/ran/*");
        }

        private void aDamagedRulesetIsToldInPodmansError() {
            shell("mkdir -p " + runtime + "/pods/web");
            write(runtime + "/pods/web/rules", "podseg-ruleset 1 0\n[sets]\n");
            Result run = annotated("--rm");
            assertThat(run.exit()).isNotZero();
            assertThat(run.stderr())
                    .contains("podseg-hook: the ruleset of pod web")
                    .doesNotContain("LD_PRELOAD");
            shell("rm -r " + runtime + "/pods/web");
        }

        private void aProgramThatIsGoneOrEmptyIsNoticedAndStopsNobodyElse() {
            for (String breaking : List.of("rm -f ", ": > ", "echo 'if' > ", "echo exit 0 > ")) {
                shell(breaking + programs + "/podseg-hook");
                Result run = annotated("--rm");
                assertThat(run.exit()).as(breaking).isNotZero();
                assertThat(run.stderr()).contains("podseg-hook: ").contains("is missing or broken");
                lab.podman("run", "--rm", Images.BUSYBOX, "true").ok();
                Result status = lab.podseg("hook", "status");
                assertThat(status.exit()).as(breaking).isEqualTo(1);
                assertThat(status.stdout()).contains("FAIL  " + programs + "/podseg-hook");
            }
            assertThat(lab.podseg("doctor").stdout()).contains("FAIL  " + programs + "/podseg-hook");
            lab.podseg("hook", "install").ok();
        }

        private void whatOthersMayWriteIsNotTrusted() {
            shell("chmod 666 " + programs + "/podseg-hook");
            assertThat(lab.podseg("hook", "status").stdout()).contains("can be written by others");
            lab.podseg("hook", "install").ok();
        }

        private void theSettingThatIsGoneIsNoticed() {
            write(settings + "/containers.conf.d/zzz-other.conf", "[engine]\nhooks_dir = []\n");
            assertThat(lab.podseg("hook", "status").stdout())
                    .contains("is not in Podman's hooks_dir", "zzz-other.conf");
            shell("rm " + settings + "/containers.conf.d/zzz-other.conf");
            write(settings + "/oci/hooks.d/podseg.json", "{");
            assertThat(lab.podseg("hook", "status").stdout()).contains("podseg.json is not what was installed");
            assertThat(lab.podseg("hook", "install").ok().stdout()).contains("it runs");
        }

        /** Of two hooks with one name Podman runs that of the later folder alone. */
        private void aHookOfTheSameNameIsNoticed() {
            String both = "'" + settings + "/oci/hooks.d', '" + settings + "/own.d'";
            write(settings + "/containers.conf.d/zzz-other.conf", "[engine]\nhooks_dir = [" + both + "]\n");
            shell("cp " + settings + "/own.d/own.json " + settings + "/own.d/podseg.json; rm -f " + runtime + "/ran/*");
            annotated("--rm").ok();
            assertThat(shell("ls " + runtime + "/ran")).as("Podman ran ours").isBlank();
            Result status = lab.podseg("hook", "status");
            assertThat(status.exit()).isEqualTo(1);
            assertThat(status.stdout())
                    .contains("reads " + settings + "/own.d/podseg.json in place of " + settings
                            + "/oci/hooks.d/podseg.json");
            shell("rm " + settings + "/own.d/podseg.json " + settings + "/containers.conf.d/zzz-other.conf");
        }

        private void removed() {
            assertThat(lab.podseg("hook", "uninstall").ok().stdout()).contains("The hook is removed.");
            lab.restartService();
            assertThat(lab.podseg("hook", "uninstall").ok().stdout()).isEqualTo("The hook is not installed.\n");
            assertThat(shell("find " + settings + " " + programs + "/.. | grep podseg.*hook; true"))
                    .isBlank();
            shell("rm -f " + settings + "/own.log");
            annotated("--rm").ok();
            assertThat(shell("cat " + settings + "/own.log"))
                    .as("their own hooks run")
                    .isEqualTo("own");
        }

        /** A container of somebody else's that says to be podseg's, with an environment that would be felt. */
        private Result annotated(String... options) {
            List<String> words = new ArrayList<>(List.of("run"));
            words.addAll(List.of(options));
            words.addAll(List.of("--annotation", "io.podseg.layer=pod", "--annotation", "io.podseg.pod=web"));
            words.addAll(List.of(
                    "-e", "PATH=/tmp/evil:/bin", "-e", "LD_PRELOAD=/tmp/evil/none.so", "-e", "ENV=/tmp/evil/env"));
            words.addAll(List.of(Images.BUSYBOX, "/bin/sleep", options[0].equals("-d") ? "600" : "0"));
            return lab.podman(words.toArray(String[]::new));
        }

        private String shell(String script) {
            return lab.asUser("sh", "-c", script).stdout().strip();
        }

        private void write(String file, String text) {
            lab.asUser("sh", "-c", "printf '%s' \"$1\" > \"$2\"", "sh", text, file)
                    .ok();
        }
    }
}
