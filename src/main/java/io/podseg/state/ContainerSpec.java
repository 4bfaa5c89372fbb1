package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One container of a pod, references resolved.
 *
 * @param name name in the manifest
 * @param podmanName name in Podman, {@code <pod>-<name>}
 * @param image as the manifest names it
 * @param pullPolicy {@code Always}, {@code Newer} (where the registry has one), {@code IfNotPresent} or {@code Never}
 * @param entrypoint replaces the image's entry point; empty keeps it
 * @param command arguments; empty keeps the image's, unless an entry point is given
 * @param workingDir working directory, the image's where empty
 * @param env plain environment
 * @param secretEnv environment from secrets: variable to name of the Podman secret
 * @param mounts what is mounted, in order
 * @param security security context
 * @param memoryLimit in bytes
 * @param cpuMillis limit in thousandths of a processor
 * @param settings what else it asks for
 * @param probes how to tell whether it is well
 */
public record ContainerSpec(
        String name,
        String podmanName,
        String image,
        String pullPolicy,
        List<String> entrypoint,
        List<String> command,
        Optional<String> workingDir,
        SortedMap<String, String> env,
        SortedMap<String, String> secretEnv,
        List<MountSpec> mounts,
        Security security,
        Optional<Long> memoryLimit,
        Optional<Long> cpuMillis,
        ContainerSettings settings,
        Probes probes) {
    public ContainerSpec {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        env = Sorted.map(env);
        secretEnv = Sorted.map(secretEnv);
        mounts = List.copyOf(mounts);
    }

    /** A container that asks for nothing else and has no probes. */
    public ContainerSpec(
            String name,
            String podmanName,
            String image,
            String pullPolicy,
            List<String> entrypoint,
            List<String> command,
            Optional<String> workingDir,
            SortedMap<String, String> env,
            SortedMap<String, String> secretEnv,
            List<MountSpec> mounts,
            Security security,
            Optional<Long> memoryLimit,
            Optional<Long> cpuMillis) {
        this(
                name,
                podmanName,
                image,
                pullPolicy,
                entrypoint,
                command,
                workingDir,
                env,
                secretEnv,
                mounts,
                security,
                memoryLimit,
                cpuMillis,
                ContainerSettings.NONE,
                Probes.NONE);
    }

    /** The same container with other mounts. */
    public ContainerSpec withMounts(List<MountSpec> others) {
        return new ContainerSpec(
                name,
                podmanName,
                image,
                pullPolicy,
                entrypoint,
                command,
                workingDir,
                env,
                secretEnv,
                others,
                security,
                memoryLimit,
                cpuMillis,
                settings,
                probes);
    }

    /**
     * Security context of a container, that of the pod merged in.
     *
     * @param privileged all capabilities and devices
     * @param noNewPrivileges {@code allowPrivilegeEscalation: false}
     * @param readOnlyRoot root file system mounted read-only
     * @param user {@code uid[:gid]}, or {@code :gid} for the image's user with that group; all of the image's where empty
     * @param groups supplementary group ids
     * @param capAdd capabilities added, without {@code CAP_}, sorted
     * @param capDrop capabilities dropped, without {@code CAP_}; {@code ALL} is possible, sorted
     * @param selinux {@code user:}, {@code role:}, {@code type:}, {@code level:} and {@code disable} options, in that order
     */
    public record Security(
            boolean privileged,
            boolean noNewPrivileges,
            boolean readOnlyRoot,
            Optional<String> user,
            List<Integer> groups,
            List<String> capAdd,
            List<String> capDrop,
            List<String> selinux) {
        public static final Security NONE =
                new Security(false, false, false, Optional.empty(), List.of(), List.of(), List.of(), List.of());

        public Security {
            groups = groups.stream().sorted().distinct().toList();
            capAdd = capAdd.stream().sorted().distinct().toList();
            capDrop = capDrop.stream().sorted().distinct().toList();
            selinux = List.copyOf(selinux);
        }
    }
}
