package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** Body of {@code POST containers/NAME/update}: limits (OCI runtime specification, LinuxResources); -1 stands for none. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerUpdate(
        @JsonProperty("memory") Optional<ContainerCreate.Memory> memory,
        @JsonProperty("cpu") Optional<ContainerCreate.Cpu> cpu) {}
