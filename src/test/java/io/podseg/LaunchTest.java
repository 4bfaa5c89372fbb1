package io.podseg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is known of the command line before the frameworks start. */
class LaunchTest {
    @Test
    void theLogIsJsonWhereNobodyReadsIt() {
        assertThat(Launch.logging(false, "run", "-f", "x")).containsEntry("quarkus.log.console.json.enabled", "true");
        assertThat(Launch.logging(true, "run", "-f", "x"))
                .containsEntry("quarkus.log.console.json.enabled", "false")
                .containsEntry("quarkus.log.category.\"io.podseg\".level", "INFO");
        assertThat(Launch.logging(true, "run", "--log-format", "json"))
                .containsEntry("quarkus.log.console.json.enabled", "true");
        assertThat(Launch.logging(false, "run", "--log-format=text", "-v"))
                .containsEntry("quarkus.log.console.json.enabled", "false")
                .containsEntry("quarkus.log.category.\"io.podseg\".level", "DEBUG");
        assertThat(Launch.logging(false, "apply", "-f", "run")).isEmpty();
    }

    @Test
    void whereItListens() {
        assertThat(Launch.listening("run", "--listen", "[::1]:9000"))
                .containsEntry("quarkus.http.host", "::1")
                .containsEntry("quarkus.http.port", "9000");
        assertThat(Launch.listening("run", "--listen=none")).containsEntry("quarkus.http.host-enabled", "false");
        assertThat(Launch.listening("status", "--listen=none")).isEmpty();
    }
}
