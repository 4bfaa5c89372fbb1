package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.ProcessRunner;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** A network and mount namespace of its own, held open by a process; the machine's own firewall is never touched. */
@NullMarked
public final class PrivateNetwork implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Process holder;
    private final Duration limit;

    private PrivateNetwork(Process holder, Duration limit) {
        this.holder = holder;
        this.limit = limit;
    }

    static PrivateNetwork open() throws IOException {
        return open(LIMIT);
    }

    /** @param limit how long a command in it may take */
    public static PrivateNetwork open(Duration limit) throws IOException {
        Process holder = new ProcessBuilder("unshare", "-mn", "sh", "-c", "echo ready; exec sleep 1000")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = holder.inputReader(StandardCharsets.UTF_8);
        if (!"ready".equals(out.readLine())) {
            throw new IOException("unshare -mn does not work here; these tests need root");
        }
        return new PrivateNetwork(holder, limit);
    }

    /** Runs commands inside. */
    public CommandRunner runner() {
        return new ProcessRunner(limit).prefixed(List.of("nsenter", "-t", Long.toString(holder.pid()), "-m", "-n"));
    }

    /** The process that holds it. */
    long process() {
        return holder.pid();
    }

    /** Waits until that process has ended, and nobody can ask about it any more. */
    void awaitEnd() throws InterruptedException {
        int status = holder.waitFor();
        assert status != 0;
    }

    /** Runs a command that must work, and gives its output. */
    public String must(List<String> argv, List<String> lines) {
        CommandRunner.Result result = runner().run(argv, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
        if (result instanceof Exited(int exit, String out, String _) && exit == 0) {
            return out;
        }
        throw new AssertionError(argv + ": " + result);
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
