package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Small answers of the API. */
public final class Answers {
    private Answers() {}

    /**
     * A created container.
     *
     * @param warnings what Podman left out, such as a limit that this kernel cannot keep
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Created(
            @JsonProperty("Id") String id,
            @JsonProperty("Warnings") List<String> warnings) {
        public Created {
            id = Absent.text(id);
            warnings = Absent.list(warnings);
        }
    }

    /** The two forms of an error: one message, or one for each container of a pod. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failure(
            @JsonProperty("cause") String cause,
            @JsonProperty("message") String message,
            @JsonProperty("Errs") List<String> errors) {
        public Failure {
            cause = Absent.text(cause);
            message = Absent.text(message);
            errors = Absent.list(errors);
        }
    }

    /** One line of {@code POST images/pull}. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PullLine(@JsonProperty("error") String error) {
        public PullLine {
            error = Absent.text(error);
        }
    }
}
