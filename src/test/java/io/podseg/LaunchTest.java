package io.podseg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /** The launcher and podseg itself skip the values of the same options: all that may stand before the command. */
    @Test
    void theCommandStandsBehindTheValuesOfOptions() throws IOException {
        String launcher = Files.readString(Path.of("src/main/dist/bin/podseg"));
        List<String> options = Pattern.compile("(?m)^ +(?:(-\\w), )?(--[a-z-]+)=")
                .matcher(Files.readString(Path.of("src/test/resources/cli/help.txt")))
                .results()
                .flatMap(found -> Stream.of(found.group(1), found.group(2)))
                .filter(Objects::nonNull)
                .toList();
        assertThat(options).contains("-f", "--filename", "--git-timeout", "--state-dir");
        for (String option : options) {
            assertThat(Launch.isController(option, "plan", "run")).as(option).isTrue();
            assertThat(launcher).containsPattern("(?m)^  .*" + option + "[ )].*skip=1 ;;$");
        }
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
