package io.podseg.host.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.netfilter.RootlessNetns.Found;
import io.podseg.host.netfilter.RootlessNetns.Storage;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the kernel's mounts is the namespace with the bridges. */
class RootlessNetnsTest {
    private static final Path RUNTIME = Path.of("/run/user/2000");
    private static final Storage USUAL =
            new Storage(Path.of("/home/alice/.local/share/containers/storage"), RUNTIME.resolve("containers"));
    private static final Storage OTHER = new Storage(Path.of("/srv/pods"), Path.of("/run/user/2000/my pods"));

    /** As Podman 4.3.1 names it for {@link #USUAL}: read from a host. */
    private static final String FOUR = "/run/user/2000/netns/rootless-netns-ced1f21335ca354fd28e";

    private static final String FIVE = "/run/user/2000/containers/networks/rootless-netns/rootless-netns";

    @TempDir
    Path folder = Path.of("");

    private int asked;

    private static String mount(String id, String place) {
        return "335 334 0:4 " + id + " " + place + " rw shared:14 - nsfs nsfs rw";
    }

    private Optional<Found> find(Optional<Storage> usual, Storage real, String... mounts)
            throws IOException, HostException {
        return netns(usual, real, mounts).find();
    }

    private RootlessNetns netns(Optional<Storage> usual, Storage real, String... mounts) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "25 30 0:23 / /sys rw - sysfs sysfs rw",
                mount("net:[1]", "/run/netns/outside"),
                "321 320 0:4 / /run/user/2000/netns/rootless-netns-x rw - tmpfs tmpfs rw"));
        lines.addAll(List.of(mounts));
        Path file = folder.resolve("mountinfo");
        Files.write(file, lines);
        return new RootlessNetns(
                RUNTIME,
                usual,
                () -> {
                    asked++;
                    return real;
                },
                file);
    }

    @Test
    void bothKindsOfPodmanAreKnown() throws Exception {
        assertThat(find(Optional.of(USUAL), USUAL)).isEmpty();
        assertThat(find(Optional.of(USUAL), USUAL, mount("net:[7]", FOUR)))
                .contains(new Found(Path.of(FOUR), "net:[7]"));
        assertThat(find(Optional.of(USUAL), USUAL, mount("net:[8]", FIVE)))
                .contains(new Found(Path.of(FIVE), "net:[8]"));
        assertThat(asked).isZero();
    }

    @Test
    void ofTwoAtOnePlaceTheLaterOneIsSeen() throws Exception {
        assertThat(find(Optional.of(USUAL), USUAL, mount("net:[7]", FOUR), mount("net:[9]", FOUR)))
                .contains(new Found(Path.of(FOUR), "net:[9]"));
    }

    /** A user may have several storages, and each has a namespace of its own. */
    @Test
    void thatOfAnotherStorageIsNotOurs() throws Exception {
        String other = "/run/user/2000/my\\040pods/networks/rootless-netns/rootless-netns";
        assertThat(find(Optional.of(USUAL), USUAL, mount("net:[7]", other))).isEmpty();
        assertThat(find(Optional.of(USUAL), OTHER, mount("net:[8]", FIVE), mount("net:[7]", other)))
                .contains(
                        new Found(Path.of("/run/user/2000/my pods/networks/rootless-netns/rootless-netns"), "net:[7]"));
        assertThat(find(Optional.empty(), OTHER, mount("net:[7]", FOUR))).isEmpty();
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void podmanIsAskedOnce() throws Exception {
        RootlessNetns netns = netns(Optional.empty(), USUAL, mount("net:[7]", FOUR));
        assertThat(netns.find()).isEqualTo(netns.find()).isPresent();
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void aUserWhoChoseAnotherStorageMustBeAskedFor() throws IOException {
        Map<String, String> alice = Map.of("HOME", folder.toString(), "XDG_RUNTIME_DIR", "/run/user/2000");
        assertThat(RootlessNetns.usual(alice))
                .contains(
                        new Storage(folder.resolve(".local/share/containers/storage"), RUNTIME.resolve("containers")));
        Files.createDirectories(folder.resolve(".config/containers"));
        Files.writeString(folder.resolve(".config/containers/storage.conf"), "");
        assertThat(RootlessNetns.usual(alice)).isEmpty();
        assertThat(RootlessNetns.usual(Map.of("HOME", "/none", "CONTAINER_HOST", "unix:///x")))
                .isEmpty();
    }

    @Test
    void programsRunInItOrNotAtAll() throws IOException {
        List<List<String>> run = new ArrayList<>();
        assertThat(netns(Optional.of(USUAL), USUAL)
                        .in((argv, stdin) -> {
                            run.add(argv);
                            return new Exited(0, "", "");
                        })
                        .run(List.of("ipset", "save"), "")
                        .ok())
                .isFalse();
        assertThat(run).isEmpty();
        assertThat(netns(Optional.of(USUAL), USUAL, mount("net:[7]", FOUR))
                        .in((argv, stdin) -> {
                            run.add(argv);
                            return new Exited(0, "", "");
                        })
                        .run(List.of("ipset", "save"), "")
                        .ok())
                .isTrue();
        assertThat(run).containsExactly(List.of("nsenter", "--net=" + FOUR, "--", "ipset", "save"));
    }
}
