package io.podseg.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lab has the Podman that the test run asks for, or tests would pass on another one than they say. */
class ReleaseIT {
    @Test
    void theLabHasThePodmanOfItsRelease() {
        try (Lab lab = Lab.start()) {
            String version = lab.podman("version", "--format", "{{.Server.Version}}")
                    .ok()
                    .text();
            if (Release.name().filter(Release.TRIXIE::equals).isPresent()) {
                assertThat(version).startsWith("5.4.");
                assertThat(lab.run("cat", "/etc/debian_version").ok().text()).startsWith("13");
            } else {
                String machine = Commands.run(List.of("podman", "--version"), "", Duration.ofMinutes(1))
                        .ok()
                        .text();
                assertThat(machine).endsWith(" " + version);
            }
        }
    }
}
