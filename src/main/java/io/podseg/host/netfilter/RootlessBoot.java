package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.reconcile.HostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the kept ruleset into the network namespace of an ordinary user's Podman, by the program that does so at boot. The hook of
 * the pod layer runs it, too, and perhaps at the same moment: one of them waits for the other.
 */
public final class RootlessBoot {
    private final CommandRunner runner;
    private final Path program;
    private final Path stateFolder;

    /**
     * Loads nothing yet.
     *
     * @param program {@code podseg-firewall}
     * @param stateFolder with the ruleset; the hook takes the same lock on it
     */
    public RootlessBoot(CommandRunner runner, Path program, Path stateFolder) {
        this.runner = runner;
        this.program = program;
        this.stateFolder = stateFolder;
    }

    /**
     * Loads it; where it stands already, nothing is written.
     *
     * @throws HostException where it cannot be loaded: the networks are closed then, as far as that is possible
     */
    void load(RootlessNetns netns) throws HostException {
        var found = netns.find();
        if (found.isEmpty()) {
            return;
        }
        List<String> argv = new ArrayList<>(List.of("flock", stateFolder.toString()));
        argv.addAll(RootlessNetns.enter(found.get()));
        argv.addAll(List.of("/bin/sh", program.toString(), "--state-dir", stateFolder.toString()));
        argv.addAll(List.of("--networks", netns.networks().toString()));
        Result result = runner.run(argv, "");
        if (!result.ok()) {
            throw new HostException(
                    "the firewall could not be loaded into Podman's rootless network namespace: " + said(result));
        }
    }

    private String said(Result result) {
        String last = result instanceof Exited exited
                ? exited.stderr().lines().reduce((_, line) -> line).orElse("")
                : "";
        return last.isEmpty() ? program + " does not run" : last.replaceFirst("^podseg-firewall: ", "");
    }
}
