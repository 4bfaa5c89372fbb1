package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Body of {@code POST containers/create} (Podman's SpecGenerator). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ContainerCreate(
        @JsonProperty("name") String name,
        @JsonProperty("pod") String pod,
        @JsonProperty("image") String image,
        @JsonProperty("entrypoint") List<String> entrypoint,
        @JsonProperty("command") List<String> command,
        @JsonProperty("work_dir") Optional<String> workDir,
        @JsonProperty("env") Map<String, String> env,
        @JsonProperty("secret_env") Map<String, String> secretEnv,
        @JsonProperty("labels") Map<String, String> labels,
        @JsonUnwrapped HealthCreate health,
        @JsonProperty("restart_policy") String restartPolicy,
        @JsonProperty("stop_timeout") Optional<Integer> stopTimeout,
        @JsonProperty("mounts") List<Mount> mounts,
        @JsonProperty("volumes") List<NamedVolume> volumes,
        @JsonProperty("secrets") List<SecretFile> secrets,
        @JsonProperty("devices") List<Device> devices,
        @JsonProperty("image_volumes") List<ImageVolume> imageVolumes,
        @JsonProperty("privileged") boolean privileged,
        @JsonProperty("no_new_privileges") boolean noNewPrivileges,
        @JsonProperty("read_only_filesystem") boolean readOnlyFilesystem,
        @JsonProperty("user") Optional<String> user,
        @JsonProperty("groups") List<String> groups,
        @JsonProperty("cap_add") List<String> capAdd,
        @JsonProperty("cap_drop") List<String> capDrop,
        @JsonProperty("selinux_opts") List<String> selinuxOpts,
        @JsonProperty("resource_limits") Optional<Resources> resources,
        @JsonUnwrapped ContainerSettingsJson settings) {

    /** A bind mount or tmpfs (OCI runtime specification, Mount). */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Mount(
            @JsonProperty("type") String type,
            @JsonProperty("source") String source,
            @JsonProperty("destination") String destination,
            @JsonProperty("options") List<String> options) {}

    /** A volume of Podman. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record NamedVolume(
            @JsonProperty("Name") String name,
            @JsonProperty("Dest") String destination,
            @JsonProperty("Options") List<String> options) {}

    /** The files of an image, read-only. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ImageVolume(
            @JsonProperty("source") String source,
            @JsonProperty("destination") String destination,
            @JsonProperty("subPath") String subPath) {}

    /** A secret as a file; owner 0:0. */
    public record SecretFile(
            @JsonProperty("Source") String source,
            @JsonProperty("Target") String target,
            @JsonProperty("Mode") int mode) {}

    /** A device, {@code source:target:permissions}. */
    public record Device(@JsonProperty("path") String path) {}

    /** Limits (OCI runtime specification, LinuxResources); Podman applies them to cgroup v1 and v2 alike. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Resources(
            @JsonProperty("memory") Optional<Memory> memory,
            @JsonProperty("cpu") Optional<Cpu> cpu,
            @JsonProperty("pids") Optional<Pids> pids,
            @JsonProperty("blockIO") Optional<BlockIo> blockIo) {}

    /** Weight against other containers, 10 to 1000. */
    public record BlockIo(@JsonProperty("weight") int weight) {}

    /** Memory in bytes: limit, what is left to the container when memory is short, and the limit of memory and swap together. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Memory(
            @JsonProperty("limit") Optional<Long> limit,
            @JsonProperty("reservation") Optional<Long> reservation,
            @JsonProperty("swap") Optional<Long> swap) {}

    /** Weight; microseconds of processor time in each period; which processors, and which memory nodes. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Cpu(
            @JsonProperty("shares") Optional<Long> shares,
            @JsonProperty("quota") Optional<Long> quota,
            @JsonProperty("period") Optional<Long> period,
            @JsonProperty("cpus") Optional<String> cpus,
            @JsonProperty("mems") Optional<String> memoryNodes) {}

    /** How many processes. */
    public record Pids(@JsonProperty("limit") long limit) {}
}
