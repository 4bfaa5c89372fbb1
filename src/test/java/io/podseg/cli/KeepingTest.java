package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import io.podseg.model.Family;
import io.podseg.reconcile.HostException;
import io.podseg.state.ContainerRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan leaves alone: --no-prune, podseg.io/prune, podseg.io/paused, --target. */
class KeepingTest {
    private static final String NETWORK = """
            apiVersion: podseg.io/v1alpha1
            kind: Network
            metadata: {name: shop}
            spec: {subnets: [{subnet: 10.70.0.0/24}]}
            """;
    private static final String POLICY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny}
            spec: {podSelector: {matchLabels: {app: b}}}
            """;

    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    private static String pod(String name, String annotations) {
        return pod(name, annotations, "localhost/podseg-quickstart:1");
    }

    private static String pod(String name, String annotations, String image) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  labels: {app: %s}
                  annotations: {podseg.io/networks: shop%s}
                spec: {containers: [{name: c, image: "%s"}]}
                """.formatted(name, name, annotations.isEmpty() ? "" : ", " + annotations, image);
    }

    private static String keep(String name) {
        return pod(name, "podseg.io/prune: disabled");
    }

    private static String paused(String name) {
        return pod(name, "podseg.io/paused: \"true\"");
    }

    private Run run(String command, List<String> manifests, String... more) {
        return desk.on(command, manifests, more);
    }

    private Run plan(List<String> manifests, String... more) {
        return run("plan", manifests, more);
    }

    private Run apply(List<String> manifests, String... more) {
        List<String> all = new ArrayList<>(List.of("--yes"));
        all.addAll(List.of(more));
        Run run = run("apply", manifests, all.toArray(String[]::new));
        assertThat(run.err()).doesNotContain("error");
        return run;
    }

    private List<String> ready() throws HostException {
        return desk.netfilter.observe().sets().values().stream()
                .filter(set -> set.name().equals("podseg4-ready"))
                .flatMap(set -> set.members().stream())
                .toList();
    }

    private boolean isReady(String pod) {
        try {
            String address = desk.podman.address(pod);
            return ready().stream().anyMatch(member -> member.startsWith(address + ","));
        } catch (HostException e) {
            throw new AssertionError(e);
        }
    }

    private String chains() throws HostException {
        return desk.netfilter.observe().table(Family.V4).chains().toString();
    }

    @Test
    void withoutPruningWhatIsNoLongerDeclaredStaysGuardedAsItWas() throws Exception {
        apply(List.of(NETWORK, POLICY, pod("a", ""), pod("b", "")));
        String before = chains();
        Run run = plan(List.of(NETWORK, pod("c", "")), "--no-prune");
        assertThat(run.out())
                .contains("  Pod default/b  (no longer declared, kept by --no-prune)\n")
                .contains("  NetworkPolicy default/deny  (no longer declared, kept by --no-prune)\n")
                .contains("Plan: 1 to add, 0 to change, 0 to replace, 0 to delete.");
        apply(List.of(NETWORK, pod("c", "")), "--no-prune");
        assertThat(chains()).isEqualTo(before);
        assertThat(List.of("a", "b", "c")).allMatch(this::isReady);
        assertThat(desk.podman.calls()).noneMatch(call -> call.startsWith("delete"));

        Run pruned = apply(List.of(NETWORK, pod("c", "")));
        assertThat(pruned.out())
                .contains("- Pod default/a  done", "- Pod default/b  done", "- NetworkPolicy default/deny");
    }

    @Test
    void whatIsNotToBePrunedStaysWithTheNetworkThatItNeeds() {
        apply(List.of(NETWORK, keep("a"), pod("b", "")));
        Run run = plan(List.of(pod("c", "").replace("podseg.io/networks: shop", "x: y")));
        assertThat(run.out())
                .contains("  Network shop  (no longer declared, but Pod default/a stays on it)\n")
                .contains("  Pod default/a  (no longer declared, kept by podseg.io/prune: disabled)\n")
                .contains("- Pod default/b\n")
                .doesNotContain("- Pod default/a", "- Network shop");
        apply(List.of(pod("c", "").replace("podseg.io/networks: shop", "x: y")));
        assertThat(isReady("a")).isTrue();
    }

    @Test
    void whatIsNotToBePrunedIsKnownByItsLabelWhereTheMemoryIsLost() throws IOException {
        apply(List.of(NETWORK, keep("a"), pod("b", "")));
        for (int i = 0; i < 2; i++) {
            Files.delete(desk.state().resolve("inventory.json"));
            apply(List.of(NETWORK, pod("d" + i, "")));
            assertThat(desk.podman.calls()).contains("deletePod b").doesNotContain("deletePod a");
            assertThat(isReady("a")).isTrue();
        }
        apply(List.of(NETWORK, pod("d", "")));
        assertThat(desk.podman.calls()).doesNotContain("deletePod a");
    }

    @Test
    void destroyLeavesItToo() {
        apply(List.of(
                NETWORK.replace("{name: shop}", "{name: shop, annotations: {podseg.io/prune: disabled}}"),
                keep("a"),
                pod("b", "")));
        Run run = desk.on("destroy", "--yes");
        assertThat(run.out()).contains("  Pod default/a  (no longer declared, kept by podseg.io/prune: disabled)\n");
        assertThat(desk.podman.calls()).contains("deletePod b").doesNotContain("deletePod a", "deleteNetwork shop");
        assertThat(isReady("a")).isTrue();
        assertThat(desk.on("destroy", "--yes").out()).contains("No changes. Everything else is as it should be.");
        apply(List.of(NETWORK, pod("a", "")));
        assertThat(desk.podman.calls()).as("a mark that goes restarts nothing").doesNotContain("deletePod a");
        desk.on("destroy", "--yes");
        assertThat(desk.podman.calls()).contains("deletePod a", "deleteNetwork shop");
    }

    @Test
    void aMarkThatComesRestartsNothingAndIsRemembered() {
        apply(List.of(NETWORK, pod("a", "")));
        Run run = apply(List.of(NETWORK, keep("a")));
        assertThat(run.out()).contains("~ Pod default/a").contains("prune  (none) -> disabled");
        apply(List.of(NETWORK, pod("b", "")));
        assertThat(desk.podman.calls()).doesNotContain("deletePod a");
        assertThat(apply(List.of(NETWORK, pod("b", ""))).out()).contains("No changes.");
    }

    @Test
    void whatIsPausedIsNeitherMadeNorChangedNorRepaired() throws Exception {
        Run none = apply(List.of(NETWORK, paused("a"), pod("b", "")));
        assertThat(none.out()).contains("  Pod default/a  (paused by podseg.io/paused; it is left as it is)\n");
        assertThat(desk.podman.calls()).doesNotContain("createPod a");

        apply(List.of(NETWORK, pod("a", ""), pod("b", "")));
        int calls = desk.podman.calls().size();
        String before = chains();
        Run run = apply(List.of(NETWORK, pod("a", "podseg.io/paused: \"true\"", "localhost/other:1"), pod("b", "")));
        assertThat(run.out()).contains("No changes.");
        desk.podman.putRun("a", "c", ContainerRun.FAILED);
        assertThat(apply(List.of(NETWORK, paused("a"), pod("b", ""))).out()).contains("No changes.");
        desk.podman.deletePod("a");
        assertThat(plan(List.of(NETWORK, paused("a"), pod("b", ""))).out()).doesNotContain("+ Pod default/a");
        assertThat(desk.podman.calls()).hasSize(calls + 1);
        assertThat(chains()).isEqualTo(before);
    }

    @Test
    void aNetworkIsNotMadeAnewUnderAPodThatIsPaused() {
        apply(List.of(NETWORK, pod("a", ""), pod("b", "")));
        Run run = plan(List.of(NETWORK, paused("a"), pod("b", "")));
        assertThat(run.out()).contains("No changes.");
        Run changed = plan(List.of(NETWORK.replace("subnets:", "mtu: 1400, subnets:"), paused("a"), pod("b", "")));
        assertThat(changed.out())
                .contains("these stay as they are: Pod default/a")
                .doesNotContain("-/+ Pod default/b");
    }

    private static String deployment(String annotations, String image, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, annotations: {%s}}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}, annotations: {podseg.io/networks: shop}}
                    spec: {containers: [{name: c, image: "%s"}]}
                """.formatted(annotations, replicas, image);
    }

    @Test
    void aDeploymentIsPausedKeptAndTargetedWithItsPods() throws Exception {
        String image = "localhost/podseg-quickstart:1";
        apply(List.of(NETWORK, deployment("podseg.io/prune: disabled", image, 2), pod("a", "")));
        String before = chains();
        int calls = desk.podman.calls().size();
        Run paused =
                apply(List.of(NETWORK, deployment("podseg.io/paused: \"true\"", "localhost/other:1", 3), pod("a", "")));
        assertThat(paused.out())
                .contains("  Deployment default/web  (paused by podseg.io/paused; it is left as it is)", "No changes.");
        Run gone = apply(List.of(NETWORK, pod("a", "")));
        assertThat(gone.out())
                .contains(
                        "  Deployment default/web  (no longer declared, kept by podseg.io/prune: disabled)",
                        "No changes.");
        assertThat(desk.podman.calls()).hasSize(calls);
        Files.delete(desk.state().resolve("inventory.json"));
        apply(List.of(NETWORK, pod("a", "")));
        assertThat(List.of("a", "web-pod", "web-pod-2")).allMatch(this::isReady);
        assertThat(chains()).isEqualTo(before);
        Run target = plan(List.of(NETWORK, deployment("x: y", image, 3), pod("b", "")), "--target", "Deployment/web");
        assertThat(target.out()).contains("+ Pod default/web-pod-3").doesNotContain("Pod default/b", "Pod default/a");
    }

    @Test
    void aPlanOfADeploymentCanBeSaved() throws IOException {
        desk.podman.addImage("localhost/other:1");
        String saved = folder.resolve("plan").toString();
        for (String image : List.of("localhost/podseg-quickstart:1", "localhost/other:1")) {
            plan(List.of(NETWORK, deployment("", image, 2)), "--out", saved);
            Run run = desk.on("apply", "--yes", saved);
            assertThat(run.err()).as(image).isEmpty();
            assertThat(run.exit()).isZero();
        }
    }

    @Test
    void aMarkOnATemplateIsRefused() {
        String wrong =
                deployment("", "localhost/x:1", 1).replace("podseg.io/networks: shop", "podseg.io/paused: \"true\"");
        assertThat(plan(List.of(wrong)).err()).contains("belongs to the object that owns the template");
    }

    @Test
    void whatCannotBePausedIsRefused() {
        String policy = POLICY.replace("{name: deny}", "{name: deny, annotations: {podseg.io/paused: \"true\"}}");
        Run run = plan(List.of(NETWORK, policy));
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err())
                .contains("a NetworkPolicy cannot be paused: its rules stand in chains that other policies share");
        Run odd = plan(List.of(NETWORK, pod("a", "podseg.io/paused: \"yes\", podseg.io/prune: \"no\"")));
        assertThat(odd.err())
                .contains(
                        "value \"yes\" of annotation \"podseg.io/paused\" is not valid, expected \"true\" or \"false\"")
                .contains(
                        "value \"no\" of annotation \"podseg.io/prune\" is not valid, expected \"disabled\" or \"enabled\"");
    }

    @Test
    void onlyTheTargetAndWhatItNeedsIsTouched() throws Exception {
        apply(List.of(NETWORK, POLICY, pod("a", ""), pod("b", "")));
        String before = chains();
        List<String> wanted =
                List.of(NETWORK, POLICY.replace("app: b", "app: a"), pod("a", "", "localhost/other:1"), pod("c", ""));
        desk.podman.addImage("localhost/other:1");
        Run run = plan(wanted, "--target", "pod/c");
        assertThat(run.err()).contains("Only what --target names");
        assertThat(run.out()).contains("Plan: 1 to add, 0 to change, 0 to replace, 0 to delete.");
        apply(wanted, "--target", "Pod/default/c");
        assertThat(chains()).isEqualTo(before);
        assertThat(List.of("a", "b", "c")).allMatch(this::isReady);
        assertThat(plan(wanted, "--target", "Pod/default/b").out()).contains("- Pod default/b\n", "1 to delete");
        assertThat(plan(wanted, "--target", "NetworkPolicy/deny").out())
                .contains("~ NetworkPolicy default/deny", "0 to add, 1 to change");
        assertThat(plan(wanted).out()).contains("-/+ Pod default/a", "- Pod default/b", "~ NetworkPolicy default/deny");
        assertThat(plan(wanted).out()).doesNotContain("Pod default/c");
    }

    private static final String PROFILE = """
            apiVersion: podseg.io/v1alpha1
            kind: SecurityProfile
            metadata: {name: hard}
            spec: {defaults: {readOnlyRootFilesystem: true}}
            """;

    /** A pod that is made alone is no softer for it. */
    @Test
    void aTargetBringsAlongItsProfiles() {
        String other =
                PROFILE.replace("hard", "other").replace("spec: {", "spec: {podSelector: {matchLabels: {x: y}}, ");
        Run run = plan(List.of(NETWORK, PROFILE, other, pod("a", "")), "--target", "Pod/default/a");
        assertThat(run.out())
                .contains("+ SecurityProfile hard", "securityProfile[hard].readOnlyRootFilesystem")
                .doesNotContain("SecurityProfile other");
    }

    @Test
    void aProfileForPodsCannotBePaused() {
        String paused = PROFILE.replace("{name: hard}", "{name: hard, annotations: {podseg.io/paused: \"true\"}}");
        Run run = plan(List.of(NETWORK, paused, pod("a", "")));
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("a SecurityProfile that selects pods can neither be paused");
    }

    /** A namespace that stays without being declared asks for what it asked for last. */
    @Test
    void aKeptNamespaceKeepsItsLevel() {
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: default, "
                + "labels: {pod-security.kubernetes.io/enforce: restricted}}\n";
        apply(List.of(NETWORK, namespace));
        Run run = plan(List.of(NETWORK, pod("a", "")), "--no-prune");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains("is asked for by Namespace \"default\" (as last applied)");
    }

    @Test
    void aTargetBringsAlongWhatItNeeds() {
        Run run = plan(List.of(NETWORK, pod("a", ""), pod("b", "")), "--target", "Pod/default/a");
        assertThat(run.out()).contains("+ Network shop", "+ Pod default/a").doesNotContain("Pod default/b");
    }

    @Test
    void aTargetedNetworkThatIsMadeAnewBringsAlongItsPods() {
        apply(List.of(NETWORK, pod("a", ""), pod("b", "")));
        Run run = plan(
                List.of(NETWORK.replace("subnets:", "mtu: 1400, subnets:"), pod("a", ""), pod("b", "")),
                "--target",
                "Network/shop");
        assertThat(run.out())
                .contains("-/+ Network shop")
                .contains("-/+ Pod default/a  (must be replaced: network shop is made anew)")
                .contains("-/+ Pod default/b");
    }

    @Test
    void aTargetThatIsNothingIsAnError() {
        for (String target : List.of("Pod/default/nope", "Network/nope")) {
            Run run = plan(List.of(NETWORK, pod("a", "")), "--target", target);
            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err()).contains("is neither declared nor on this host");
        }
        for (String target : List.of("Pud/a", "Pod", "Pod/", "Network/x/y", "Pod/a/b/c", "/a")) {
            assertThat(plan(List.of(NETWORK), "--target", target).exit())
                    .as(target)
                    .isEqualTo(3);
        }
    }

    @Test
    void aSavedPlanKnowsItsScope() {
        apply(List.of(NETWORK, pod("a", ""), pod("b", "")));
        Path saved = folder.resolve("plan");
        plan(
                List.of(NETWORK, pod("c", ""), pod("d", "")),
                "--out",
                saved.toString(),
                "--target",
                "Pod/c",
                "--no-prune");
        Run run = desk.on("apply", "--yes", saved.toString());
        assertThat(run.exit()).isZero();
        assertThat(desk.podman.calls()).contains("createPod c").doesNotContain("createPod d", "deletePod a");
        assertThat(desk.on("apply", "--yes", "--no-prune", saved.toString()).exit())
                .isEqualTo(3);
    }

    @Test
    void aListOfNothingDeletesNothing() {
        apply(List.of(NETWORK, pod("a", "")));
        int calls = desk.podman.calls().size();
        for (String empty : List.of("apiVersion: v1\nkind: List\nitems: []\n", "# nothing\n", "---\n---\n", "")) {
            Run run = run("apply", List.of(empty), "--yes");
            assertThat(run.exit()).isEqualTo(3);
            assertThat(run.err()).contains("no manifests found in ", "use: podseg destroy");
        }
        assertThat(desk.podman.calls()).hasSize(calls);
    }
}
