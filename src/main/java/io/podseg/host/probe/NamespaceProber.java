package io.podseg.host.probe;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Prober;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@link Prober} with sockets of this process that are made in the pods' network namespaces. */
public final class NamespaceProber implements Prober {
    /** Where the node speaks to its bridges from. */
    @FunctionalInterface
    public interface Node {
        /** File of that network namespace; empty where it is the one that podseg is in. */
        Optional<Path> namespace() throws HostException;
    }

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final int MOST = 4000;
    private static final int LEAST = 64;

    /** Files that podseg has open besides. */
    private static final int OWN_FILES = 300;

    private final Node node;

    /** Where the bridges are in podseg's own network namespace. */
    public NamespaceProber() {
        this(Optional::empty);
    }

    /** Where they are in one that the node is asked for at each probe. */
    public NamespaceProber(Node node) {
        this.node = node;
    }

    @Override
    public int capacity() {
        // Each attempt takes one socket, and for UDP perhaps one more where it should arrive.
        return Math.clamp((openFiles() - OWN_FILES) / 2, LEAST, MOST);
    }

    /** The limit of open files, which the Java runtime raises as far as it may. */
    private static int openFiles() {
        try {
            return Files.readAllLines(LIMITS).stream()
                    .filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.split("\\s+")[3])
                    .filter(word -> word.matches("\\d{1,9}"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(MOST * 3);
        } catch (IOException e) {
            return 1024;
        }
    }

    @Override
    public List<Answer> probe(List<Attempt> attempts, Duration limit) throws HostException {
        try (Wave wave = new Wave(attempts, node.namespace())) {
            return wave.run(limit);
        } catch (IOException e) {
            throw new HostException("no connection could be tried: " + e.getMessage(), e);
        }
    }
}
