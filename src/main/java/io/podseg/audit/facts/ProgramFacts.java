package io.podseg.audit.facts;

import java.util.List;

/**
 * Programs of a container.
 *
 * @param command what it is told to run, words in order; empty where the image decides
 * @param running names or paths of programs that run in it; empty for manifests
 * @param present paths of programs in it that let users change, where that was looked at; empty for manifests
 */
public record ProgramFacts(List<String> command, List<String> running, List<String> present) {
    public static final ProgramFacts UNKNOWN = new ProgramFacts(List.of(), List.of(), List.of());

    public ProgramFacts {
        command = List.copyOf(command);
        running = List.copyOf(running);
        present = List.copyOf(present);
    }
}
