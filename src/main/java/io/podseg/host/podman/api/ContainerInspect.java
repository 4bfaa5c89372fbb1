package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** A container in {@code GET containers/NAME/json}, as far as podseg reads it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContainerInspect(
        @JsonProperty("Id") String id,
        @JsonProperty("Name") String name,
        @JsonProperty("RestartCount") int restarts,
        @JsonProperty("HostConfig") @Nullable HostConfig host,
        @JsonProperty("State") @Nullable State state) {
    public ContainerInspect {
        id = Absent.text(id);
        name = Absent.text(name);
    }

    /**
     * What it was made with.
     *
     * @param swap limit of memory and swap together, 0 for none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record HostConfig(
            @JsonProperty("MemorySwap") long swap,
            @JsonProperty("RestartPolicy") @Nullable RestartPolicy restart) {}

    /**
     * Whether Podman starts it again.
     *
     * @param retries how often at most after a failure, 0 for any number of times
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RestartPolicy(
            @JsonProperty("Name") String name,
            @JsonProperty("MaximumRetryCount") int retries) {
        public RestartPolicy {
            name = Absent.text(name);
        }
    }

    /** Whether Podman, which starts it again after a failure, has done so as often as it may. */
    public boolean isSpent() {
        RestartPolicy policy = host == null ? null : host.restart();
        return policy != null
                && policy.name().equals("on-failure")
                && policy.retries() > 0
                && restarts >= policy.retries();
    }

    /** What it does now. Times are of RFC 3339; year 1 stands for never. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record State(
            @JsonProperty("Status") String status,
            @JsonProperty("ExitCode") int exitCode,
            @JsonProperty("Pid") long pid,
            @JsonProperty("OOMKilled") boolean outOfMemory,
            @JsonProperty("StartedAt") String startedAt) {
        public State {
            status = Absent.text(status);
            startedAt = Absent.text(startedAt);
        }
    }
}
