package io.podseg.manifest.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a SecurityProfile fills in; names and shapes are those of Kubernetes wherever it has the field. */
public record ProfileDefaults(
        @JsonPropertyDescription("Capabilities that are dropped and added, as in a container's securityContext.")
        @Nullable
        Capabilities capabilities,

        @JsonPropertyDescription("false is no-new-privileges.") @Nullable
        Boolean allowPrivilegeEscalation,

        @JsonPropertyDescription("Whether root is refused.") @Nullable
        Boolean runAsNonRoot,

        @JsonPropertyDescription("User id of the processes.") @Min(0) @Max(2147483647) @Nullable
        Long runAsUser,

        @JsonPropertyDescription("Group id of the processes.") @Min(0) @Max(2147483647) @Nullable
        Long runAsGroup,

        @JsonPropertyDescription("Whether the root file system is read-only.") @Nullable
        Boolean readOnlyRootFilesystem,

        @JsonPropertyDescription("File systems in memory, for what must be writable.") @Nullable
        List<Tmpfs> tmpfs,

        @JsonPropertyDescription("Filter of system calls.") @Nullable
        Seccomp seccompProfile,

        @JsonPropertyDescription("SELinux label of the processes.") @Nullable
        SELinuxOptions seLinuxOptions,

        @JsonPropertyDescription("AppArmor profile of the processes.") @Nullable
        AppArmorProfile appArmorProfile,

        @JsonPropertyDescription("User namespace of the pod.") @Nullable
        UserNamespace userNamespace,

        @JsonPropertyDescription("Limits of each container.") @Nullable
        Resources resources,

        @JsonPropertyDescription("Liveness probe of containers that have none.") @Nullable
        Probe healthCheck,

        @JsonPropertyDescription("How often a container is started again.") @Nullable
        Restart restart,

        @JsonPropertyDescription("Address of the host that published ports are bound to.")
        @Pattern(NetworkFields.Patterns.IP)
        @Nullable
        String hostIP) {

    /** One file system in memory. */
    public record Tmpfs(
            @JsonPropertyDescription("Absolute path in the container.") @Required @Nullable
            String path,

            @JsonPropertyDescription("Largest size, such as 64Mi; half of the host's memory where absent.") @Nullable
            Quantity size,

            @JsonPropertyDescription("Permissions in octal.") @Pattern(Tmpfs.MODE) @Nullable
            String mode,

            @JsonPropertyDescription("Nothing on it can be executed.") @Default("true") @Nullable
            Boolean noexec,

            @JsonPropertyDescription("Set-user-ID bits have no effect on it.") @Default("true") @Nullable
            Boolean nosuid,

            @JsonPropertyDescription("Device files have no effect on it.") @Default("true") @Nullable
            Boolean nodev) {
        static final String MODE = "^[0-7]{3,4}$";
    }

    /** A filter of system calls: one of Kubernetes', or one of one's own. */
    public record Seccomp(
            @JsonPropertyDescription("As in Kubernetes; absent with file and inline.") @Nullable
            SeccompType type,

            @JsonPropertyDescription("Profile below /var/lib/kubelet/seccomp, with type Localhost.") @Nullable
            String localhostProfile,

            @JsonPropertyDescription("Path of a profile among the manifests, relative to the file that this stands in.")
            @Nullable
            String file,

            @JsonPropertyDescription("The profile itself, as in seccomp.json(5).") @Nullable
            SeccompFields inline) {}

    /** Types of Kubernetes. */
    public enum SeccompType {
        RuntimeDefault,
        Localhost,
        Unconfined
    }

    /** How ids of the pod's users become ids of the host. */
    public record UserNamespace(
            @JsonPropertyDescription("As podman run --userns; mapped takes uidMappings.") @Required @Nullable
            UserMode mode,

            @JsonPropertyDescription("Number of ids, with mode auto.") @Min(1) @Max(4294967295.0) @Nullable
            Long size,

            @JsonPropertyDescription("User ids, with mode mapped.") @Nullable
            List<IdMapping> uidMappings,

            @JsonPropertyDescription("Group ids, with mode mapped; as the users where absent.") @Nullable
            List<IdMapping> gidMappings) {}

    /** Ways to map ids. */
    public enum UserMode {
        host,
        auto,
        @JsonProperty("keep-id")
        KEEP_ID {
            @Override
            public String toString() {
                return "keep-id";
            }
        },
        nomap,
        mapped
    }

    /** A range of ids. */
    public record IdMapping(
            @JsonPropertyDescription("First id in the container.") @Required @Min(0) @Max(4294967294.0) @Nullable
            Long containerId,

            @JsonPropertyDescription("First id of the host.") @Required @Min(0) @Max(4294967294.0) @Nullable
            Long hostId,

            @JsonPropertyDescription("How many ids.") @Required @Min(1) @Max(4294967295.0) @Nullable
            Long size) {}

    /** Limits of each container. */
    public record Resources(
            @JsonPropertyDescription("Limit of memory, such as 512Mi.") @Nullable
            Quantity memory,

            @JsonPropertyDescription("Limit of memory and swap together; as memory: no swap.") @Nullable
            Quantity memorySwap,

            @JsonPropertyDescription("Memory that the kernel tries to leave it.") @Nullable
            Quantity memoryReservation,

            @JsonPropertyDescription("Limit of processor time, such as 500m.") @Nullable
            Quantity cpu,

            @JsonPropertyDescription("Weight against other containers; 1024 is usual.") @Min(2) @Max(262144) @Nullable
            Long cpuShares,

            @JsonPropertyDescription("Which processors, such as 0-2,4.") @Pattern(Resources.CPUS) @Nullable
            String cpus,

            @JsonPropertyDescription("How many processes; -1 for no limit.") @Min(-1) @Max(4194304) @Nullable
            Long pids,

            @JsonPropertyDescription("Limits of each process.") @Nullable
            List<Ulimit> ulimits,

            @JsonPropertyDescription("Rates of block devices.") @Nullable
            BlockIO blockIO) {
        static final String CPUS = "^[0-9]{1,4}(-[0-9]{1,4})?(,[0-9]{1,4}(-[0-9]{1,4})?)*$";
    }

    /** One limit of setrlimit(2). */
    public record Ulimit(
            @JsonPropertyDescription("Name such as nofile.") @Required @Nullable
            String name,

            @JsonPropertyDescription("The limit in force; -1 for none.") @Required @Min(-1) @Nullable
            Long soft,

            @JsonPropertyDescription("How far a process may raise it; -1 for none, soft where absent.")
            @Min(-1)
            @Nullable
            Long hard) {}

    /** Rates of block devices. */
    public record BlockIO(
            @JsonPropertyDescription("Weight against other containers.") @Min(10) @Max(1000) @Nullable
            Integer weight,

            @JsonPropertyDescription("Bytes read in a second.") @Nullable
            List<Rate> readBps,

            @JsonPropertyDescription("Bytes written in a second.") @Nullable
            List<Rate> writeBps,

            @JsonPropertyDescription("Reads in a second.") @Nullable
            List<Rate> readIops,

            @JsonPropertyDescription("Writes in a second.") @Nullable
            List<Rate> writeIops) {}

    /** A rate of one device. */
    public record Rate(
            @JsonPropertyDescription("Device of the host, such as /dev/sda.") @Required @Pattern(Rate.DEVICE) @Nullable
            String device,

            @JsonPropertyDescription("Bytes or operations in a second, such as 10M.") @Required @Nullable
            Quantity rate) {
        static final String DEVICE = "^/dev/[A-Za-z0-9][A-Za-z0-9_.:+-]*(/[A-Za-z0-9][A-Za-z0-9_.:+-]*)*$";
    }

    /** A bound of restarts. */
    public record Restart(
            @JsonPropertyDescription("How often a container that fails is started again.")
            @Required
            @Min(1)
            @Max(1000000)
            @Nullable
            Integer maxRetries) {}
}
