package io.podseg.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The lab has the Podman that the test run asks for, or tests would pass on another one than they say. */
class ReleaseIT {
    @Test
    void theLabHasThePodmanOfItsRelease() {
        try (Lab lab = Lab.start()) {
            String version = lab.podman("version", "--format", "{{.Server.Version}}")
                    .ok()
                    .text();
            String driver = lab.run("podman", "info", "--format", "{{.Host.NetworkBackendInfo.Version}}")
                    .ok()
                    .text();
            if (Release.name().filter(Release.TRIXIE::equals).isPresent()) {
                assertThat(version).startsWith("5.");
                assertThat(driver).contains("netavark 1.14");
            }
            String machine = Commands.run(java.util.List.of("podman", "--version"), "", java.time.Duration.ofMinutes(1))
                    .ok()
                    .text();
            assertThat(machine.endsWith(" " + version)).isEqualTo(Release.name().isEmpty());
        }
    }
}
