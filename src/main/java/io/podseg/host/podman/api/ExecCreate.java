package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Body of {@code POST containers/NAME/exec}: a program to run there. */
public record ExecCreate(
        @JsonProperty("Cmd") List<String> command,
        @JsonProperty("AttachStdout") boolean stdout,
        @JsonProperty("AttachStderr") boolean stderr) {

    /** Body of {@code POST exec/ID/start}. */
    public record Start(@JsonProperty("Detach") boolean detach) {}

    /** What {@code GET exec/ID/json} tells. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Session(
            @JsonProperty("Running") boolean running,
            @JsonProperty("ExitCode") int exitCode) {}
}
