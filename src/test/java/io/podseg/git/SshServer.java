package io.podseg.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A private sshd on the loopback interface, as the user of the test, with keys of its own. */
final class SshServer implements AutoCloseable {
    /** An sshd that root starts wants a folder below /run; it gets one that nobody else sees. */
    private static final String START = "if [ \"$(id -u)\" = 0 ]; then mount -t tmpfs none /run && mkdir /run/sshd; fi;"
            + " exec /usr/sbin/sshd -D -e -f \"$1\"";

    private final Process process;
    private final Path folder;
    private final int port;

    private SshServer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    static SshServer open(Path folder) throws Exception {
        Files.createDirectories(folder);
        key(folder, "host");
        key(folder, "user");
        key(folder, "stranger");
        int port = free();
        String home = folder.toString();
        Path config = Files.writeString(folder.resolve("sshd_config"), """
                Port PORT
                ListenAddress 127.0.0.1
                HostKey "HOME/host"
                AuthorizedKeysFile "KEYS/user.pub"
                PidFile none
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                PermitRootLogin yes
                AllowTcpForwarding no
                """.replace("PORT", String.valueOf(port))
                .replace("KEYS", home.replace("%", "%%"))
                .replace("HOME", home));
        List<String> words = new java.util.ArrayList<>(List.of("sh", "-c", START, "sshd", config.toString()));
        if (System.getProperty("user.name").equals("root")) {
            words.addAll(0, List.of("unshare", "-m"));
        }
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        SshServer server = new SshServer(process, folder, port);
        server.await();
        return server;
    }

    private static void key(Path folder, String name) {
        Origin.run(
                folder,
                List.of(
                        "ssh-keygen",
                        "-q",
                        "-t",
                        "ed25519",
                        "-N",
                        "",
                        "-f",
                        folder.resolve(name).toString()));
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await() throws Exception {
        for (int tries = 0; tries < 600; tries++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    break;
                }
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException(log());
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("sshd.log"));
    }

    String url(Path repository) {
        return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + repository;
    }

    Path key() {
        return folder.resolve("user");
    }

    Path strangersKey() {
        return folder.resolve("stranger");
    }

    /** A file that knows this server's key, or another's in place of it. */
    Path knownHosts(String name) throws IOException {
        String line = "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve(name + ".pub"));
        return Files.writeString(folder.resolve("known hosts of " + name), line);
    }

    @Override
    public void close() throws Exception {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("sshd does not end");
        }
    }
}
