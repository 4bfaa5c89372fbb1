package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.lab.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an ordinary user's podseg says to that user's Podman as a whole: which images may run, and what every container gets. It
 * stands in the user's home folder, for the user may write nothing in {@code /etc/containers}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RootlessTrustIT {
    private static final String SETTINGS = User.HOME + "/.config/containers";
    private static final String LOOK = "grep CapEff /proc/self/status; cat /proc/self/uid_map;"
            + " grep 'Max open' /proc/self/limits; mkdir /tmp/x || echo refused";

    @TempDir
    private static Path folder;

    private final Lab lab = Lab.startRootlessWithoutService();

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void imagesRunWhereTheirSignaturesAreThoseDemanded() throws IOException {
        ImageRegistry registry = new ImageRegistry(lab, folder);
        registry.build("localhost/one:1", "one");
        registry.build("localhost/two:1", "two");
        registry.pushSigned("localhost/one:1", "signed/app:1", "signer");
        registry.push("localhost/two:1", "signed/none:1");
        registry.pushSigned("localhost/two:1", "signed/wrong:1", "other");
        String before = settings();
        String policy = registry.policy();
        String app = policy + ImageRegistry.pod("app", "signed/app:1", "IfNotPresent");

        Result refused = podseg(
                "plan",
                policy
                        + ImageRegistry.pod("unsigned", "signed/none:1", "IfNotPresent")
                        + ImageRegistry.pod("stranger", "signed/wrong:1", "IfNotPresent"));
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.stderr())
                .contains("signed/none:1 may not run: A signature was required, but no signature exists")
                .containsPattern(
                        "signed/wrong:1 may not run: it is signed with the key [0-9A-F]{40}, which is not one");
        assertThat(settings()).as("a plan writes nothing").isEqualTo(before);

        podseg("apply", app, "--yes").ok();
        assertThat(mark("app-main")).isEqualTo("one");
        assertThat(lab.run("stat", "-c", "%a %U", SETTINGS + "/policy.json")
                        .ok()
                        .text())
                .isEqualTo("644 " + User.NAME);
        assertThat(lab.asUser("ls", SETTINGS + "/registries.d").ok().lines())
                .as("what the system says counts on")
                .contains("podseg.yaml", "staging.yaml");
        assertThat(lab.podman("pull", "-q", ImageRegistry.HOST + "/signed/wrong:1")
                        .exit())
                .as("for whatever this user starts")
                .isNotZero();
        podseg("plan", app, "--detailed-exitcode").ok();

        lab.asUser("sed", "-i", "s/\"signedBy\"/\"insecureAcceptAnything\"/", SETTINGS + "/policy.json")
                .ok();
        assertThat(podseg("plan", app).ok().stdout()).contains("! ImagePolicy trusted");
        podseg("apply", app, "--yes").ok();
        podseg("plan", app, "--detailed-exitcode").ok();
        registry.pushSigned("localhost/two:1", "signed/app:1", "signer");
        podseg("apply", app + ImageRegistry.pod("again", "signed/app:1", "IfNotPresent"), "--yes")
                .ok();
        assertThat(mark("again-main")).as("the image that is here is signed").isEqualTo("one");

        lab.podseg("destroy", "--yes").ok();
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void everyContainerOfTheUserGetsWhatTheHostProfileSays() throws IOException {
        String before = settings();
        assertThat(byHand()).contains("00000000800405fb").doesNotContain("refused");
        String profile = Files.readString(Path.of(Manifests.HOST_PROFILE.path(), "host.yaml")) + "---\n"
                + Files.readString(Path.of(Manifests.HOST_PROFILE.path(), "pod.yaml"));
        if (lab.run("test", "-e", "/sys/fs/cgroup/cgroup.controllers").exit() != 0) {
            assertThat(podseg("plan", profile).exits(3).stderr()).contains("the controller pids is not available");
            profile = profile.replace("pids: 77", "");
        }
        podseg("apply", profile, "--yes").ok();
        assertThat(byHand())
                .contains("CapEff:\t0000000000000400", "refused")
                .containsPattern("Max open files +150 +150 ")
                .containsPattern(" 0 +1 +6");
        assertThat(lab.exec("plain-main", "sh", "-c", LOOK).stdout())
                .as("podseg's own pods, too")
                .contains("CapEff:\t0000000000000400", "refused");
        podseg("plan", profile, "--detailed-exitcode").ok();
        String dropIn = SETTINGS + "/containers.conf.d/zz-podseg.conf";
        lab.asUser("sed", "-i", "s/150:150/100:100/", dropIn).ok();
        assertThat(podseg("plan", profile).ok().stdout()).contains("! SecurityProfile host  (will be repaired");
        podseg("apply", profile, "--yes").ok();
        assertThat(byHand()).as("repaired").containsPattern("Max open files +150 +150 ");
        assertThat(podseg("plan", profile.replace("150", "2000000")).exits(3).stderr())
                .contains("this user may have nofile=", "no container would start");
        lab.podseg("destroy", "--yes").ok();
        assertThat(settings()).isEqualTo(before);
        assertThat(byHand()).contains("00000000800405fb").doesNotContain("refused");
    }

    private Result podseg(String command, String manifests, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("all.yaml"), manifests);
        lab.readable(folder);
        String[] argv = new String[more.length + 3];
        argv[0] = command;
        argv[1] = "-f";
        argv[2] = file.toString();
        System.arraycopy(more, 0, argv, 3, more.length);
        return lab.podseg(argv);
    }

    private String mark(String container) {
        return lab.exec(container, "sh", "-c", "echo $MARK").ok().text();
    }

    private String byHand() {
        return lab.podman("run", "--rm", "--network", "none", Images.BUSYBOX, "sh", "-c", LOOK)
                .ok()
                .stdout();
    }

    /** All files of Podman's settings, the user's and the system's, with their rights and contents; networks are no settings. */
    private String settings() {
        return lab.run(
                        "sh",
                        "-c",
                        "for d in /etc/containers " + SETTINGS
                                + "; do cd $d && find . -path ./networks -prune -o -printf '%p %M %u\\n' | sort &&"
                                + " find . -path ./networks -prune -o -type f -exec sha256sum {} + | sort; done")
                .ok()
                .stdout();
    }
}
