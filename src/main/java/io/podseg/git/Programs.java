package io.podseg.git;

import io.podseg.host.exec.CommandRunner;
import java.time.Duration;
import java.util.Map;

/** Runs programs with an environment that is given as a whole. What they write is taken byte by byte, as Latin 1. */
@FunctionalInterface
public interface Programs {
    /**
     * A runner.
     *
     * @param environment all variables, but for those that it needs to find programs
     * @param limit how long one program may take
     */
    CommandRunner with(Map<String, String> environment, Duration limit);
}
