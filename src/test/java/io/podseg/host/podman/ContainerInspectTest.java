package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.podseg.host.podman.api.ContainerInspect;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When Podman starts a container no more, from its own answers. */
@NullMarked
class ContainerInspectTest {
    @ParameterizedTest
    @CsvSource({
        "on-failure, 2, 2, true",
        "on-failure, 2, 1, false",
        "on-failure, 0, 7, false",
        "always, 2, 2, false",
        "'', 0, 0, false"
    })
    void itIsSpentWhenItWasStartedAgainAsOftenAsItMayBe(String policy, int most, int restarts, boolean spent)
            throws JsonProcessingException {
        String told = """
                {"Id": "1", "Name": "web-main", "RestartCount": %d,
                 "HostConfig": {"MemorySwap": 0, "RestartPolicy": {"Name": "%s", "MaximumRetryCount": %d}}}
                """.formatted(restarts, policy, most);
        assertThat(Json.MAPPER.readValue(told, ContainerInspect.class).isSpent())
                .isEqualTo(spent);
        assertThat(Json.MAPPER
                        .readValue("{\"Id\": \"1\", \"Name\": \"x\", \"RestartCount\": 9}", ContainerInspect.class)
                        .isSpent())
                .isFalse();
    }
}
