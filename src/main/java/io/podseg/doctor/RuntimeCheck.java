package io.podseg.doctor;

import java.util.List;
import java.util.Optional;

/** The program that starts containers for Podman runs at all. */
final class RuntimeCheck implements Check {
    private static final String REMEDY =
            "install runc or crun, and name the one that works as runtime = \"...\" in containers.conf, section [engine]";

    @Override
    public List<Finding> look(Examined host) {
        Optional<String> path = host.output("podman", "info", "--format", "{{.Host.OCIRuntime.Path}}");
        if (path.isEmpty()) {
            return List.of();
        }
        Optional<String> version = host.output(path.get(), "--version");
        return List.of(version.flatMap(text -> text.lines().findFirst())
                .map(line -> Finding.ok("runtime", line + " (" + path.get() + ")"))
                .orElseGet(() -> Finding.fail("runtime", "the OCI runtime " + path.get() + " does not run", REMEDY)));
    }
}
