package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;

/**
 * What {@link ContainerCreate} says of health.
 *
 * @param check Podman's health check
 * @param onFailure 0 for nothing, 3 for a restart (Podman's HealthCheckOnFailureAction)
 * @param startup from Podman 4.4 on the check comes after this one; earlier versions do not read it
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HealthCreate(
        @JsonProperty("healthconfig") Optional<Check> check,
        @JsonProperty("health_check_on_failure_action") int onFailure,
        @JsonProperty("startupHealthConfig") Optional<Startup> startup) {
    /** Does nothing. */
    public static final int NOTHING = 0;

    /** Starts the container again. */
    public static final int RESTART = 3;

    /** No health check. */
    public static final HealthCreate NONE = new HealthCreate(Optional.empty(), NOTHING, Optional.empty());

    /**
     * A health check; times in nanoseconds.
     *
     * @param test {@code CMD} and words, or {@code CMD-SHELL} and a line for the container's shell
     */
    public record Check(
            @JsonProperty("Test") List<String> test,
            @JsonProperty("StartPeriod") long startPeriod,
            @JsonProperty("Interval") long interval,
            @JsonProperty("Timeout") long timeout,
            @JsonProperty("Retries") int retries) {
        public Check {
            test = List.copyOf(test);
        }
    }

    /** A health check that must succeed so many times first. */
    public record Startup(
            @JsonUnwrapped Check check,
            @JsonProperty("Successes") int successes) {}
}
