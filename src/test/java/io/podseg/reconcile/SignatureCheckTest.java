package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.HostFacts;
import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.plan.PlanText;
import io.podseg.reconcile.ImageTrustPort.Unknown;
import io.podseg.reconcile.ImageTrustPort.Unsigned;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.trust.TrustRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which images are asked about before anything is planned, and what becomes of the answers. Real signatures: {@code e2e.ImagePolicyIT}. */
class SignatureCheckTest {
    private static final String APP = "registry.example.org/shop/app:1";
    private static final String SIDE = "registry.example.org/shop/side:1";
    private static final String POLICY = """
            apiVersion: podseg.io/v1alpha1
            kind: ImagePolicy
            metadata: {name: trusted}
            spec:
              others: accept
              scopes:
              - name: registry.example.org/shop
                sigstoreSigned: {keys: [{path: /etc/pki/containers/shop.pub}]}
            """;

    @TempDir
    private Path folder = Path.of("unset");

    private final FakePodman podman = new FakePodman();
    private final FakeSignatures signatures = new FakeSignatures();
    private final Reconciler reconciler = new Reconciler(
            new HostPorts(podman, new FakeNetfilter(), PodRulesPort.NONE, new FakeSettings(), () -> HostFacts.ROOTFUL),
            new MemoryStore());

    @BeforeEach
    void sign() {
        podman.sign(signatures);
        podman.addImage(APP);
        podman.addImage(SIDE);
    }

    private static String pod(String name, String image, String more) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  containers:
                  - {name: main, image: "%s"%s}
                """.formatted(name, image, more);
    }

    private Planned plan(String... documents) throws HostException {
        try {
            Files.writeString(folder.resolve("a.yaml"), String.join("---\n", documents));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Loaded loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics()).filteredOn(Diagnostic::isError).isEmpty();
        Declarations declarations = loaded.declarations();
        return reconciler.plan(declarations, "r", true);
    }

    private void apply(String... documents) throws HostException {
        assertThat(reconciler.apply(plan(documents), Progress.SILENT)).allMatch(Outcome.Applied.class::isInstance);
        signatures.questions();
    }

    private static List<String> told(Planned planned) {
        return planned.desired().diagnostics().stream()
                .map(Diagnostic::toString)
                .filter(text -> text.contains("image"))
                .toList();
    }

    @Test
    void anImageWithoutItsSignatureIsAnErrorAtItsPod() throws HostException {
        signatures.says(APP, new Unsigned("it is not signed"));
        Planned planned = plan(POLICY, pod("web", APP, ""));
        assertThat(planned.desired().hasErrors()).isTrue();
        assertThat(told(planned)).singleElement().asString().contains("a.yaml:10:", APP, "it is not signed", "trusted");
    }

    @Test
    void whatNobodyCanTellIsAWarningAndThePodIsStillPlanned() throws HostException {
        signatures.says(APP, new Unknown("the registry does not answer"));
        Planned planned = plan(POLICY, pod("web", APP, ""));
        assertThat(planned.desired().hasErrors()).isFalse();
        assertThat(told(planned))
                .singleElement()
                .asString()
                .contains("nobody can tell", "the registry does not answer");
        assertThat(PlanText.render(planned.plan(), false)).contains("+ Pod default/web");
    }

    @Test
    void withoutADemandNobodyIsAsked() throws HostException {
        assertThat(told(plan(pod("web", APP, "")))).isEmpty();
        assertThat(told(plan(POLICY, pod("web", "other.example.org/app:1", ""))))
                .isEmpty();
        assertThat(signatures.questions()).isEmpty();
    }

    @Test
    void anImageOfManyPodsIsAskedAboutOnce() throws HostException {
        signatures.signed(APP, "good");
        signatures.signed(SIDE, "side");
        String two = pod("two", APP, "") + "  - {name: side, image: \"" + SIDE + "\"}\n";
        assertThat(told(plan(POLICY, pod("one", APP, ""), two))).isEmpty();
        assertThat(signatures.questions()).containsExactly(APP, SIDE);
    }

    @Test
    void initContainersAndMountedImagesAreAskedAboutToo() throws HostException {
        String pod = pod("web", "other.example.org/app:1", "")
                + "  initContainers:\n  - {name: first, image: \"" + APP + "\"}\n"
                + "  volumes:\n  - {name: data, image: {reference: \"" + SIDE + "\"}}\n";
        String mounting = pod.replace("app:1\"}", "app:1\", volumeMounts: [{name: data, mountPath: /data}]}");
        signatures.says(APP, new Unsigned("no signature of the first"));
        signatures.says(SIDE, new Unsigned("no signature of the volume"));
        assertThat(told(plan(POLICY, mounting)))
                .hasSize(2)
                .anyMatch(text -> text.contains("of the first"))
                .anyMatch(text -> text.contains("of the volume"));
    }

    /** Only where the very image that was found good is still here, and the registry need not be asked for a newer one. */
    @Test
    void whatWasFoundGoodBeforeCounts() throws HostException {
        signatures.says(APP, new Unsigned("the registry has another one by now"));
        signatures.knows(APP, "good");
        assertThat(told(plan(POLICY, pod("web", APP, ""))))
                .as("not on this host")
                .hasSize(1);
        podman.addImage("good");
        assertThat(told(plan(POLICY, pod("web", APP, "")))).as("here").isEmpty();
        assertThat(told(plan(POLICY, pod("web", APP, ", imagePullPolicy: Always"))))
                .as("the registry is to be asked")
                .hasSize(1);
    }

    @Test
    void aPodThatRunsWhatWasFoundGoodCostsNothing() throws HostException {
        podman.moveImage(APP, "good");
        signatures.signed(APP, "good");
        apply(POLICY, pod("web", APP, ", imagePullPolicy: Always"));
        signatures.knows(APP, "good");
        assertThat(plan(POLICY, pod("web", APP, ", imagePullPolicy: Always"))
                        .plan()
                        .isEmpty())
                .isTrue();
        assertThat(signatures.questions()).isEmpty();
    }

    /** Its name may stand for another image here than where the signatures are. */
    @Test
    void aPodThatRunsAnotherImageUnderThatNameIsMadeAgain() throws HostException {
        podman.moveImage(APP, "smuggled");
        apply(pod("web", APP, ""));
        signatures.signed(APP, "good");
        Planned planned = plan(POLICY, pod("web", APP, ""));
        assertThat(signatures.questions()).containsExactly("which " + APP);
        assertThat(PlanText.render(planned.plan(), false)).contains("Pod default/web", "smuggled", "good");
        plan(POLICY, pod("web", APP, ""));
        assertThat(signatures.questions())
                .as("what is remembered is not what runs: asked again")
                .containsExactly("which " + APP);
    }

    /** A second pod runs that image already: which one it is matters only then. */
    @Test
    void whichImageItIsIsAskedWhereAPodRunsOne() throws HostException {
        podman.moveImage(APP, "good");
        apply(pod("old", APP, ""));
        signatures.signed(APP, "good");
        assertThat(told(plan(POLICY, pod("a-new", APP, ""), pod("old", APP, ""))))
                .isEmpty();
        assertThat(signatures.questions()).containsExactly(APP, "which " + APP);
    }

    @Test
    void anErrorAboutAPodOfAWorkloadNamesThePlaceOfTheWorkload() throws HostException {
        signatures.says(APP, new Unsigned("it is not signed"));
        String deployment = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                      - {name: main, image: "%s"}
                """.formatted(APP);
        assertThat(told(plan(POLICY, deployment)))
                .isNotEmpty()
                .allMatch(text -> text.contains("a.yaml:10:"), "the line of the Deployment");
    }

    /** What a plan was made with is what its pods are made with; no plan leaves anything behind for another. */
    @Test
    void podsAreMadeUnderThePoliciesOfTheirOwnPlan() throws HostException {
        signatures.signed(APP, "good");
        Planned strict = plan(POLICY, pod("web", APP, ""));
        Planned loose = plan(pod("web", APP, ""));
        assertThat(loose.trust().demand(APP)).isEmpty();
        reconciler.apply(strict, Progress.SILENT);
        assertThat(podman.trusted("web").flatMap(trust -> trust.demand(APP)))
                .as("the later plan of other manifests changes nothing")
                .hasValueSatisfying(demand -> assertThat(demand.scope()).isEqualTo("registry.example.org/shop"));
        assertThat(reconciler.planDestroy().trust()).isSameAs(TrustRules.NONE);
    }
}
