package io.podseg.host.look;

import java.util.List;
import java.util.function.Predicate;

/** Sockets of the network namespace of a process, as far as they show that capabilities were used (proc(5), /proc/net). */
final class Sockets {
    /** Ports below it are for those who have NET_BIND_SERVICE, unless the sysctl ip_unprivileged_port_start says otherwise. */
    private static final int USUAL_START = 1024;

    private static final int HEX = 16;
    private static final String LISTENS = "0A";

    private final ProcFolder processes;
    private final long process;

    Sockets(ProcFolder processes, long process) {
        this.processes = processes;
        this.process = process;
    }

    /** Whether somebody listens on a port that others may not open. What the sysctl says there is not to be seen from outside. */
    boolean low() {
        return any("net/tcp", Sockets::listensLow)
                || any("net/tcp6", Sockets::listensLow)
                || any("net/udp", Sockets::isLow)
                || any("net/udp6", Sockets::isLow);
    }

    /** Whether there are raw or packet sockets. */
    boolean raw() {
        return any("net/raw", words -> true) || any("net/raw6", words -> true) || any("net/packet", words -> true);
    }

    private boolean any(String file, Predicate<String[]> matches) {
        List<String> lines =
                processes.read(process, file).orElse("").lines().skip(1).toList();
        return lines.stream().map(line -> line.strip().split("\\s+")).anyMatch(matches);
    }

    private static boolean listensLow(String[] words) {
        return words.length > 3 && words[3].equals(LISTENS) && isLow(words);
    }

    /** The second column is the local {@code address:port}, in hex digits. */
    private static boolean isLow(String[] words) {
        if (words.length < 2) {
            return false;
        }
        try {
            int port = Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1), HEX);
            return port > 0 && port < USUAL_START;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
