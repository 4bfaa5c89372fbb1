package io.podseg.e2e;

import io.podseg.lab.Lab;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A connection between two places of a lab whose messages are numbered ({@code src/test/resources/lab/packets/stream}).
 *
 * @param name name, for messages and files
 * @param from container that opens it; empty for the node, {@code outside} for the outside host
 * @param to the place that answers
 * @param protocol {@code tcp} or {@code udp}
 * @param listens address and port where it listens
 * @param asked address and port asked for
 * @param sender who sends: {@code client}, {@code server}, {@code both}, or for now nobody ({@code idle})
 */
record Flow(String name, String from, String to, String protocol, Place listens, Place asked, String sender) {
    private static final String PROGRAM =
            Path.of("src/test/resources/lab/packets/stream").toAbsolutePath().toString();
    static final String FOLDER = "/run/lab/flows";

    /** Address and port. */
    record Place(String address, int port) {}

    /** Messages that came to an end, how many of them out of turn, and whether the connection was closed. */
    record End(int received, int gaps, boolean closed) {}

    /** What both ends have. */
    record Ends(End client, End server) {
        int received() {
            return client.received() + server.received();
        }
    }

    /** A flow to the port where it is answered. */
    static Flow of(String name, String from, String to, String protocol, String address, int port, String sender) {
        Place place = new Place(address, port);
        return new Flow(name, from, to, protocol, place, place, sender);
    }

    void open(Lab lab) {
        lab.spawn(command(lab, to, "serve", listens));
        lab.await(
                "the server of " + name,
                () -> lab.run("test", "-s", file("serve")).exit() == 0);
        lab.spawn(command(lab, from, "open", asked));
        lab.await("the first messages of " + name, () -> {
            Ends ends = ends(lab);
            return ends.client().received() > 0 && ends.server().received() > 0;
        });
    }

    Ends ends(Lab lab) {
        return new Ends(end(lab, "open"), end(lab, "serve"));
    }

    private End end(Lab lab, String role) {
        String text = lab.run("sh", "-c", "cat " + file(role) + " 2>/dev/null || true")
                .ok()
                .text();
        String[] words =
                text.isEmpty() ? new String[] {"0", "0", "open"} : text.strip().split("\\s+");
        return new End(Integer.parseInt(words[0]), Integer.parseInt(words[1]), words[2].equals("closed"));
    }

    private String file(String role) {
        return FOLDER + "/" + name + "." + role;
    }

    private String[] command(Lab lab, String place, String role, Place target) {
        List<String> program = List.of(
                "perl", PROGRAM, role, protocol, target.address(), Integer.toString(target.port()), sender, file(role));
        return Stream.concat(place(lab, place).stream(), program.stream()).toArray(String[]::new);
    }

    /** The words that run a command at a place. */
    static List<String> place(Lab lab, String place) {
        return switch (place) {
            case "" -> List.of();
            case "outside" -> List.of("ip", "netns", "exec", "outside");
            default ->
                List.of(
                        "nsenter",
                        "-t",
                        lab.podman("inspect", "--format", "{{.State.Pid}}", place)
                                .ok()
                                .text(),
                        "-n");
        };
    }
}
