package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.lab.User;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules in the network namespace of a pod that runs, on a real Podman: changed, cut, spoilt, counted, restarted and forgotten. */
class PodLayerIT {
    private static final String WALKER = "walker-main";
    private static final Attempt WEB = Attempt.tcp(Lab.OUTSIDE, 80);
    private static final Attempt OTHER = Attempt.tcp(Lab.OUTSIDE, 99);

    @Test
    void rootfulAsASecondLine() {
        try (Lab lab = Lab.start()) {
            lived(new Life(lab, "/run/podseg", "podseg.io/pod-layer: \"true\""));
        }
    }

    @Test
    void rootlessWithoutABridge() {
        try (Lab lab = Lab.startRootless()) {
            lived(new Life(lab, User.RUNTIME + "/podseg", "podseg.io/networks: slirp4netns"));
        }
    }

    private static void lived(Life life) {
        life.begun();
        life.aChangedPolicyReachesThePodAndCutsWhatItForbids();
        life.spoiltRulesAreDriftAndRepaired();
        life.whoRestartsThePodGetsItsRules();
        life.aPodWhoseRulesetIsLostComesUpDark();
        life.goneWithItsPod();
    }

    /**
     * One host.
     *
     * @param runtime podseg's runtime folder
     * @param annotation of the pod, which gives it the layer
     */
    private record Life(Lab lab, String runtime, String annotation) {
        private void write(int port) {
            String manifests = """
                    apiVersion: v1
                    kind: Pod
                    metadata:
                      name: walker
                      annotations: {%s}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers:
                        - {name: main, image: "%s", imagePullPolicy: Never, command: [sleep, infinity]}
                    ---
                    apiVersion: networking.k8s.io/v1
                    kind: NetworkPolicy
                    metadata: {name: walk}
                    spec:
                      podSelector: {}
                      policyTypes: [Egress]
                      egress: [{to: [{ipBlock: {cidr: %s/32}}], ports: [{port: %d}]}]
                    """.formatted(annotation, Images.BUSYBOX, Lab.OUTSIDE, port);
            lab.asUser("mkdir", "-p", folder()).ok();
            lab.asUser("sh", "-c", "printf '%s' \"$1\" > \"$2\"", "sh", manifests, folder() + "/all.yaml")
                    .ok();
        }

        private String folder() {
            return lab.isRootless() ? User.HOME + "/manifests" : "/run/lab/manifests";
        }

        private Result apply() {
            return lab.podseg("apply", "--yes", "-f", folder());
        }

        private String in(String... argv) {
            return lab.at(lab.inside(WALKER), argv).ok().stdout();
        }

        private void passes(Attempt allowed, Attempt denied) {
            Map<Attempt, Answer> answers = lab.probeFrom(WALKER, List.of(allowed, denied));
            assertThat(answers).containsEntry(denied, Answer.SILENT);
            assertThat(answers.get(allowed)).isNotNull().matches(Answer::passed);
        }

        /** By hand; Podman's exit policy for pods may stop one once more that has just been restarted. */
        private void restart() {
            lab.podman("pod", "restart", "walker").ok();
            lab.awaitCleanup();
            lab.await(
                    "the pod",
                    () -> isUp() || lab.podman("pod", "start", "walker").exit() == 0 && isUp());
        }

        private boolean isUp() {
            return lab.podman("ps", "--format", "{{.Names}} {{.Status}}")
                    .stdout()
                    .contains(WALKER + " Up");
        }

        private String pid() {
            return lab.podman("inspect", "--format", "{{.State.Pid}}", WALKER)
                    .ok()
                    .text();
        }

        void begun() {
            lab.podseg("hook", "install");
            lab.restartService();
            write(80);
            apply().ok();
            assertThat(in("iptables-save", "-t", "mangle"))
                    .contains("-A INPUT -j PODSEG-POD-IN", "-A POSTROUTING -j PODSEG-POD-OUT");
            assertThat(in("ip6tables-save", "-t", "mangle")).contains("-A POSTROUTING -j PODSEG-POD-OUT");
            assertThat(lab.asUser("ls", runtime + "/pods").ok().text()).isEqualTo("walker");
            passes(WEB, OTHER);
            assertThat(lab.podseg("plan", "-f", folder()).ok().stdout()).contains("No changes.");
            assertThat(matrix().exit()).as(matrix().stdout()).isZero();
        }

        private Result matrix() {
            return lab.podseg(
                    "matrix",
                    "--live",
                    "--probe",
                    "--fail-on-difference",
                    "--external",
                    Lab.OUTSIDE,
                    "--port",
                    "80/TCP",
                    "--port",
                    "443/TCP",
                    "--port",
                    "53/UDP",
                    "--resolver",
                    "-f",
                    folder());
        }

        void aChangedPolicyReachesThePodAndCutsWhatItForbids() {
            String pid = pid();
            lab.spawnAsUser("podman", "exec", WALKER, "sh", "-c", "sleep 600 | nc " + Lab.OUTSIDE + " 80");
            lab.await("the connection", () -> open().contains("dport=80"));
            write(99);
            assertThat(lab.podseg("plan", "-f", folder()).ok().stdout())
                    .contains("1 connection that is open now is cut");
            apply().ok();
            passes(OTHER, WEB);
            assertThat(pid()).as("the pod keeps running").isEqualTo(pid);
            assertThat(open()).as("what is not allowed any more").doesNotContain("dport=80");
            assertThat(lab.podseg("status", "-o", "json").ok().stdout()).contains("\"Enforced\"");
            write(80);
            apply().ok();
            passes(WEB, OTHER);
        }

        private String open() {
            return in("conntrack", "-L", "-p", "tcp", "--state", "ESTABLISHED");
        }

        void spoiltRulesAreDriftAndRepaired() {
            in("iptables", "-t", "mangle", "-F", "PODSEG-POD-OUT");
            assertThat(lab.podseg("status").stdout()).contains("PodRules default/walker is not as podseg wrote it");
            assertThat(matrix().exit())
                    .as("the hole is seen, and that the host layer covers it")
                    .isEqualTo(lab.isRootless() ? 1 : 0);
            assertThat(lab.podseg("plan", "-f", folder()).ok().stdout())
                    .contains("! PodRules default/walker", "Chain IPv4/PODSEG-POD-OUT: flushed on the host");
            apply().ok();
            passes(WEB, OTHER);
            assertThat(lab.podseg("plan", "-f", folder()).ok().stdout()).contains("No changes.");
            String counted = lab.podseg("status", "-o", "json").ok().stdout();
            assertThat(counted).contains("\"denied\"").containsPattern("\"packets\" ?: ?[1-9]");
        }

        void whoRestartsThePodGetsItsRules() {
            String pid = pid();
            restart();
            assertThat(pid()).isNotEqualTo(pid);
            passes(WEB, OTHER);
            assertThat(lab.podseg("plan", "-f", folder()).ok().stdout()).contains("No changes.");
        }

        /** As after a boot, when Podman starts it before podseg has looked. */
        void aPodWhoseRulesetIsLostComesUpDark() {
            lab.asUser("rm", runtime + "/pods/walker/rules").ok();
            restart();
            passesNothing();
            assertThat(lab.podseg("plan", "-f", folder()).ok().stdout()).contains("! PodRules default/walker");
            apply().ok();
            passes(WEB, OTHER);
            restart();
            passes(WEB, OTHER);
        }

        private void passesNothing() {
            assertThat(lab.probeFrom(WALKER, List.of(WEB, OTHER)).values()).containsOnly(Answer.SILENT);
        }

        void goneWithItsPod() {
            lab.podseg("destroy", "--yes").ok();
            assertThat(lab.asUser("ls", runtime + "/pods").ok().text()).isEmpty();
            assertThat(lab.asUser("ls", runtime + "/ids").ok().text()).isEmpty();
        }
    }
}
