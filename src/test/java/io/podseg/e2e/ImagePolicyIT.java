package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Images that may run and images that may not, in a real registry: one story, in this order. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class ImagePolicyIT {
    private static final String POLICY_JSON = "/etc/containers/policy.json";
    private static final String ONE = "localhost/one:1";
    private static final String TWO = "localhost/two:1";

    @TempDir
    static Path folder;

    private final Lab lab = Lab.start();
    private ImageRegistry registry;
    private boolean sigstore;
    private String foreignPolicy;

    @BeforeAll
    void fillTheRegistry() throws IOException {
        registry = new ImageRegistry(lab, folder);
        registry.build(ONE, "one");
        registry.build(TWO, "two");
        registry.pushSigned(ONE, "signed/app:1", "signer");
        registry.push(ONE, "signed/none:1");
        registry.pushSigned(TWO, "signed/wrong:1", "other");
        registry.push(TWO, "plain/app:1");
        registry.push(TWO, "other/app:1");
        registry.push(TWO, "sigstore/none:1");
        Result signed = registry.pushSigstore(ONE, "sigstore/app:1");
        sigstore = signed.exit() == 0;
        if (!sigstore) {
            // Debian 12 builds Podman without: nothing can be signed, and nothing counts as signed.
            assertThat(signed.stderr()).contains("sigstore disabled");
            registry.push(ONE, "sigstore/app:1");
        }
        Files.writeString(folder.resolve("policy"), registry.policy());
        foreignPolicy = "{ \"default\":[{\"type\":\"insecureAcceptAnything\"}],\n  \"transports\":\n"
                + "  {\"docker\": {\n\t\"quay.example.org\" :[{\"type\":\"reject\" }]} }}\n";
        lab.runWithInput(foreignPolicy, "sh", "-c", "cat > " + POLICY_JSON).ok();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    @Order(1)
    void whatIsNotSignedAsDemandedIsNotPlanned() throws IOException {
        // They are on this host already, and Podman alone would run them.
        lab.podman("pull", "-q", ImageRegistry.HOST + "/signed/none:1").ok();
        Result plan = plan(manifests(
                ImageRegistry.pod("unsigned", "signed/none:1", "IfNotPresent"),
                ImageRegistry.pod("stranger", "signed/wrong:1", "IfNotPresent"),
                ImageRegistry.pod("nosigstore", "sigstore/none:1", "Always")));
        assertThat(plan.exit()).isEqualTo(3);
        assertThat(plan.stderr())
                .contains("signed/none:1 may not run: A signature was required, but no signature exists")
                .containsPattern("signed/wrong:1 may not run: it is signed with the key [0-9A-F]{40}, which is not one")
                .contains("sigstore/none:1 may not run: ")
                .contains("ImagePolicy trusted (")
                .contains("3 errors");
        Result byName = plan(manifests(
                ImageRegistry.pod("elsewhere", "other/app:1", "IfNotPresent"),
                ImageRegistry.pod("unpinned", "plain/app:1", "IfNotPresent")));
        assertThat(byName.exit()).isEqualTo(3);
        assertThat(byName.stderr())
                .containsPattern(
                        "all.yaml:\\d+:\\d+: image 127.0.0.1:5000/other/app:1 may not run: no scope of ImagePolicy")
                .contains("plain/app:1 is not pinned");
        assertThat(policyJson()).isEqualTo(foreignPolicy);
        assertThat(lab.podman("image", "exists", ImageRegistry.HOST + "/signed/wrong:1")
                        .exit())
                .as("a plan brings no image to this host")
                .isNotZero();
    }

    @Test
    @Order(2)
    void whatIsSignedRunsAndPodmanTakesNothingElseFromAnybody() throws IOException {
        String digest = lab.podman("inspect", "--type", "image", "--format", "{{.Digest}}", pulled("plain/app:1"))
                .ok()
                .text();
        apply(manifests(
                        ImageRegistry.pod("app", "signed/app:1", "IfNotPresent"),
                        ImageRegistry.pod("pinned", "plain/app@" + digest, "IfNotPresent"),
                        sigstore ? ImageRegistry.pod("keyed", "sigstore/app:1", "IfNotPresent") : ""))
                .ok();
        assertThat(mark("app-main")).isEqualTo("one");
        assertThat(mark("pinned-main")).isEqualTo("two");
        if (sigstore) {
            assertThat(mark("keyed-main")).isEqualTo("one");
        } else {
            assertThat(plan(manifests(ImageRegistry.pod("keyed", "sigstore/app:1", "IfNotPresent")))
                            .stderr())
                    .contains("sigstore/app:1 may not run: ");
        }
        lab.podman("pull", "-q", ImageRegistry.HOST + "/signed/app:1").ok();
        for (String image : new String[] {"signed/none:1", "signed/wrong:1", "other/app:1", "sigstore/none:1"}) {
            assertThat(lab.podman("pull", "-q", ImageRegistry.HOST + "/" + image)
                            .stderr())
                    .as(image)
                    .contains("Source image rejected");
        }
        lab.podman("save", "-q", "-o", "/run/lab/one.tar", ONE).ok();
        assertThat(lab.podman("load", "-i", "/run/lab/one.tar").stderr()).contains("rejected by policy");
        assertThat(policyJson()).contains("{\n\t\"quay.example.org\" :[{\"type\":\"reject\" }]");
    }

    @Test
    @Order(3)
    void aTagThatMovesAndAnImageOfThatNameByHandChangeNothing() throws IOException {
        registry.push(TWO, "signed/app:1");
        lab.podman("tag", TWO, ImageRegistry.HOST + "/signed/app:1").ok();
        String both = manifests(
                ImageRegistry.pod("app", "signed/app:1", "IfNotPresent"),
                ImageRegistry.pod("second", "signed/app:1", "IfNotPresent"));
        apply(both).ok();
        assertThat(mark("app-main")).isEqualTo("one");
        assertThat(mark("second-main"))
                .as("made from what was signed, not from what the name stands for")
                .isEqualTo("one");
        Result always = plan(manifests(
                ImageRegistry.pod("app", "signed/app:1", "IfNotPresent"),
                ImageRegistry.pod("third", "signed/app:1", "Always")));
        assertThat(always.exit()).isEqualTo(3);
        assertThat(always.stderr()).contains("Pod default/third: image 127.0.0.1:5000/signed/app:1 may not run");
        registry.pushSigned(TWO, "signed/app:1", "signer");
        apply(manifests(
                        ImageRegistry.pod("app", "signed/app:1", "IfNotPresent"),
                        ImageRegistry.pod("third", "signed/app:1", "Always")))
                .ok();
        assertThat(mark("third-main")).isEqualTo("two");
    }

    @Test
    @Order(4)
    void aContainerThatRunsBeforeThePolicyIsMadeAgainFromWhatIsSigned() throws IOException {
        registry.push(ONE, "signed/late:1");
        String pod = ImageRegistry.pod("late", "signed/late:1", "IfNotPresent");
        Path open = Files.writeString(folder.resolve("all.yaml"), pod);
        apply(open.toString()).ok();
        assertThat(mark("late-main")).isEqualTo("one");
        assertThat(policyJson()).as("the policy is gone with its settings").isEqualTo(foreignPolicy);
        registry.pushSigned(TWO, "signed/late:1", "signer");
        String manifests = manifests(pod);
        assertThat(plan(manifests).ok().stdout())
                .contains("-/+ Pod default/late")
                .contains("image 127.0.0.1:5000/signed/late:1 is sha256:");
        apply(manifests).ok();
        assertThat(mark("late-main")).isEqualTo("two");
    }

    @Test
    @Order(5)
    void whatSomebodyChangesInPolicyJsonIsDrift() throws IOException {
        String manifests = manifests(ImageRegistry.pod("late", "signed/late:1", "IfNotPresent"));
        String ours = policyJson();
        lab.run("sed", "-i", "s/\"signedBy\"/\"insecureAcceptAnything\"/;s/\"keyType\":\"GPGKeys\",//", POLICY_JSON)
                .ok();
        assertThat(plan(manifests).ok().stdout()).contains("! ImagePolicy trusted");
        apply(manifests).ok();
        assertThat(policyJson()).isEqualTo(ours);
    }

    /** Fails closed. */
    @Test
    @Order(6)
    void withoutTheRegistryOnlyWhatWasLookedAtRuns() throws IOException {
        registry.stop();
        lab.run("mkdir", "-p", "/var/lib/podseg/images/killed/root/overlay").ok();
        lab.run("touch", "-d", "2 days ago", "/var/lib/podseg/images/killed").ok();
        Result applied = apply(manifests(
                ImageRegistry.pod("late", "signed/late:1", "IfNotPresent"),
                ImageRegistry.pod("again", "signed/late:1", "IfNotPresent"),
                ImageRegistry.pod("unsigned", "signed/none:1", "IfNotPresent")));
        assertThat(applied.exit()).isEqualTo(4);
        assertThat(applied.stderr()).contains("nobody can tell whether image 127.0.0.1:5000/signed/none:1 is signed");
        assertThat(mark("again-main")).isEqualTo("two");
        assertThat(lab.podman("container", "exists", "unsigned-main").exit()).isNotZero();
        assertThat(lab.run("test", "-e", "/var/lib/podseg/images/killed").exit())
                .as("what a podseg that was killed left there")
                .isNotZero();
    }

    @Test
    @Order(7)
    void nothingIsLeftOfIt() {
        lab.podseg("destroy", "--yes").ok();
        assertThat(policyJson()).isEqualTo(foreignPolicy);
        assertThat(lab.run("ls", "/etc/containers/registries.d").ok().text()).isEqualTo("staging.yaml");
        assertThat(lab.run("find", "/var/lib/podseg/images", "-mindepth", "1", "-type", "d")
                        .ok()
                        .text())
                .isEmpty();
        assertThat(lab.run("sh", "-c", "mount | grep -c podseg/images || true")
                        .ok()
                        .text())
                .isEqualTo("0");
    }

    private String pulled(String image) {
        lab.podman("pull", "-q", ImageRegistry.HOST + "/" + image).ok();
        return ImageRegistry.HOST + "/" + image;
    }

    private String manifests(String... pods) throws IOException {
        return Files.writeString(
                        folder.resolve("all.yaml"), Files.readString(folder.resolve("policy")) + String.join("", pods))
                .toString();
    }

    private Result plan(String manifests) {
        return lab.podseg("plan", "-f", manifests);
    }

    private Result apply(String manifests) {
        return lab.podseg("apply", "--yes", "-f", manifests);
    }

    private String mark(String container) {
        return lab.exec(container, "sh", "-c", "echo $MARK").ok().text();
    }

    private String policyJson() {
        return lab.run("cat", POLICY_JSON).ok().stdout();
    }
}
