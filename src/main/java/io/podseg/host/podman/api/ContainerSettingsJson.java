package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rest of {@link ContainerCreate}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerSettingsJson(
        @JsonProperty("terminal") boolean terminal,
        @JsonProperty("stdin") boolean stdin,
        @JsonProperty("init") boolean init,
        @JsonProperty("init_container_type") Optional<String> initContainerType,
        @JsonProperty("stop_signal") Optional<Integer> stopSignal,
        @JsonProperty("sdnotifyMode") String sdNotify,
        @JsonProperty("unmask") List<String> unmask,
        @JsonProperty("seccomp_profile_path") Optional<String> seccomp,
        @JsonProperty("apparmor_profile") Optional<String> apparmor,
        @JsonProperty("r_limits") List<Rlimit> rlimits,
        @JsonProperty("volumes_from") List<String> volumesFrom,
        @JsonProperty("annotations") Map<String, String> annotations,
        @JsonProperty("pidns") Optional<PodCreate.Namespace> pid,
        @JsonProperty("ipcns") Optional<PodCreate.Namespace> ipc,
        @JsonProperty("restart_tries") Optional<Integer> restartTries,
        @JsonProperty("throttleReadBpsDevice") Map<String, Throttle> readBps,
        @JsonProperty("throttleWriteBpsDevice") Map<String, Throttle> writeBps,
        @JsonProperty("throttleReadIOPSDevice") Map<String, Throttle> readIops,
        @JsonProperty("throttleWriteIOPSDevice") Map<String, Throttle> writeIops) {

    /** Bytes or operations in a second, by path of the device. */
    public record Throttle(@JsonProperty("rate") long rate) {}

    /** A limit of setrlimit(2); as unsigned numbers, so that -1 is none. */
    public record Rlimit(
            @JsonProperty("type") String type,
            @JsonProperty("soft") java.math.BigInteger soft,
            @JsonProperty("hard") java.math.BigInteger hard) {}
}
