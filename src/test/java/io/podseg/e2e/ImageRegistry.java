package io.podseg.e2e;

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
import java.util.stream.Stream;

/** A real registry on a lab's loopback interface, with images in it that are signed in one way or another. */
final class ImageRegistry {
    static final String HOST = "127.0.0.1:5000";
    private static final Path SIGSTORE =
            Path.of("src/test/resources/lab/registry").toAbsolutePath();

    private final Lab lab;
    private final Path folder;

    /**
     * Starts the registry.
     *
     * @param folder below {@code /tmp}, which a lab of any release shares with the machine
     */
    ImageRegistry(Lab lab, Path folder) {
        this.lab = lab;
        this.folder = folder;
        try {
            Path program = Stream.of("/usr/bin/docker-registry", "/usr/bin/registry")
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("install the package docker-registry"));
            Path copy = Files.copy(program, folder.resolve("registry-program"));
            lab.run(SIGSTORE.resolve("start").toString(), copy.toString()).ok();
            if (lab.isRootless()) {
                lab.run("chown", "-R", User.NAME, "/run/lab/gnupg", "/run/lab/signatures")
                        .ok();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the registry's process; who asks it finds nobody. */
    void stop() {
        lab.run("sh", "-c", "kill $(cat /run/lab/registry.pid)").ok();
        lab.await(
                "the registry's end",
                () -> lab.run("sh", "-c", "kill -0 $(cat /run/lab/registry.pid)")
                                .exit()
                        != 0);
    }

    /** An image that differs from all others by what its environment says. */
    void build(String name, String mark) throws IOException {
        Path file = Files.writeString(
                folder.resolve("Containerfile"), "FROM " + Images.BUSYBOX + "\nENV MARK=" + mark + "\n");
        lab.readable(folder);
        lab.podman("build", "-q", "-t", name, "-f", file.toString(), folder.toString())
                .ok();
    }

    /** Puts an image into the registry without any signature. */
    void push(String image, String name) {
        lab.podman(words(image, name)).ok();
    }

    /** The same with a simple signature by {@code signer} or {@code other}. */
    void pushSigned(String image, String name, String who) {
        List<String> argv = new ArrayList<>(List.of("env", "GNUPGHOME=/run/lab/gnupg", "podman"));
        argv.addAll(List.of(words(image, name, "--sign-by", who + "@example.org")));
        lab.asUser(argv.toArray(String[]::new)).ok();
    }

    /** The same with a sigstore signature; fails on a Podman that was built without. */
    Result pushSigstore(String image, String name) throws IOException {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "podseg");
        Files.writeString(
                folder.resolve("attach.yaml"),
                "docker:\n  " + HOST + "/sigstore:\n    use-sigstore-attachments: true\n");
        lab.run("cp", folder.resolve("attach.yaml").toString(), "/etc/containers/registries.d/attach.yaml")
                .ok();
        lab.readable(folder);
        Result pushed = lab.podman(words(
                image,
                name,
                "--sign-by-sigstore-private-key",
                SIGSTORE.resolve("sigstore.key").toString(),
                "--sign-passphrase-file",
                passphrase.toString()));
        lab.run("rm", "/etc/containers/registries.d/attach.yaml").ok();
        return pushed;
    }

    private static String[] words(String image, String name, String... more) {
        List<String> argv = new ArrayList<>(List.of("push", "-q", "--remove-signatures"));
        argv.addAll(List.of(more));
        argv.addAll(List.of(image, HOST + "/" + name));
        return argv.toArray(String[]::new);
    }

    /** A policy whose scopes are {@code signed} (simple signing by {@code signer}), {@code sigstore} and {@code plain}. */
    String policy() throws IOException {
        String signer = lab.run("cat", "/run/lab/signer.asc").ok().stdout();
        String sigstore = Files.readString(SIGSTORE.resolve("sigstore.pub"));
        return """
                apiVersion: podseg.io/v1alpha1
                kind: ImagePolicy
                metadata: {name: trusted}
                spec:
                  archives: reject
                  scopes:
                  - name: 127.0.0.1:5000/signed
                    lookaside: file:///run/lab/signatures
                    signedBy:
                      keys:
                      - inline: |
                %s  - name: 127.0.0.1:5000/sigstore
                    sigstoreSigned:
                      keys:
                      - inline: |
                %s  - name: 127.0.0.1:5000/plain
                    requireDigest: true
                """.formatted(signer.indent(10), sigstore.indent(10));
    }

    /** A pod that sleeps. */
    static String pod(String name, String image, String pullPolicy) {
        return """
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: main
                    image: %s/%s
                    imagePullPolicy: %s
                    command: [sleep, "10000"]
                """.formatted(name, HOST, image, pullPolicy);
    }
}
