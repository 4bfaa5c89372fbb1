package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/** Body of {@code POST containers/NAME/update}: limits (OCI runtime specification, LinuxResources); -1 stands for none. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerUpdate(
        @JsonProperty("memory") Optional<Memory> memory,
        @JsonProperty("cpu") Optional<ContainerCreate.Cpu> cpu,
        @JsonProperty("pids") Optional<ContainerCreate.Pids> pids,
        @JsonProperty("blockIO") Optional<ContainerCreate.BlockIo> blockIo) {

    /** Memory in bytes; the limit of swap has the memory in it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Memory(
            @JsonProperty("limit") long limit,
            @JsonProperty("reservation") Optional<Long> reservation,
            @JsonProperty("swap") Optional<Long> swap) {}
}
