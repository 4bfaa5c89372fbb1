package io.podseg.audit.live;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What Podman tells of a container, whoever made it.
 *
 * @param identity which one it is
 * @param image what it was made from
 * @param labels its labels; those of its image are among them
 * @param annotations its annotations; those of its image are among them
 * @param modes whose namespaces it uses, in Podman's words
 * @param security what confines it
 * @param files what it can read and write
 * @param limits limits
 * @param run how it is run
 * @param network how it is connected
 */
public record Inspected(
        Identity identity,
        Image image,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        Modes modes,
        Security security,
        Files files,
        Limits limits,
        Run run,
        Network network) {
    public Inspected {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(image);
        labels = Sorted.map(labels);
        annotations = Sorted.map(annotations);
        Objects.requireNonNull(modes);
        Objects.requireNonNull(security);
        Objects.requireNonNull(files);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(run);
        Objects.requireNonNull(network);
    }

    /**
     * Which container it is.
     *
     * @param id 64 hex digits
     * @param name Podman's name
     * @param infra whether it is a pod's infra container
     * @param pod the pod that it is in
     */
    public record Identity(String id, String name, boolean infra, Optional<Pod> pod) {}

    /**
     * A pod of Podman's.
     *
     * @param id id
     * @param name name
     * @param labels its own labels, which no image can set
     */
    public record Pod(String id, String name, SortedMap<String, String> labels) {
        public Pod {
            labels = Sorted.map(labels);
        }
    }

    /**
     * The image.
     *
     * @param reference as it was named
     * @param labels the image's own labels
     * @param annotations the image's own annotations
     * @param environment the image's own variables, {@code NAME=value}
     */
    public record Image(
            String reference,
            SortedMap<String, String> labels,
            SortedMap<String, String> annotations,
            List<String> environment) {
        public Image {
            labels = Sorted.map(labels);
            annotations = Sorted.map(annotations);
            environment = List.copyOf(environment);
        }
    }

    /** {@code host}, {@code private}, {@code container:ID}, {@code bridge} and so on. Podman 4.3 does not tell of a shared IPC. */
    public record Modes(String network, String pid, String ipc, String uts, String users) {}

    /**
     * What confines it.
     *
     * @param privileged started with {@code --privileged}
     * @param user {@code name[:group]} or numbers; empty for the image's root
     * @param added capabilities beside the default
     * @param bounding capabilities that it can have at most
     * @param options {@code SecurityOpt}
     * @param apparmor AppArmor profile; empty for none
     * @param selinux SELinux label of its processes; empty for none
     */
    public record Security(
            boolean privileged,
            String user,
            List<String> added,
            List<String> bounding,
            List<String> options,
            String apparmor,
            String selinux) {
        public Security {
            added = List.copyOf(added);
            bounding = List.copyOf(bounding);
            options = List.copyOf(options);
        }
    }

    /**
     * What it can read and write.
     *
     * @param rootReadOnly whether its root cannot be written
     * @param mounts bind mounts and volumes
     * @param devices paths of devices on the host
     */
    public record Files(boolean rootReadOnly, List<Mount> mounts, List<String> devices) {
        public Files {
            mounts = List.copyOf(mounts);
            devices = List.copyOf(devices);
        }
    }

    /** A bind mount or volume, in Podman's words. */
    public record Mount(String type, String name, String source, String target, boolean writable, String propagation) {}

    /** Limits; 0 or less for none. Memory in bytes, CPU in billionths. */
    public record Limits(long memory, long nanoCpus, long pids) {}

    /**
     * How it is run.
     *
     * @param process number of its first process; 0 where it does not run
     * @param command program and arguments
     * @param environment {@code NAME=value}, those of its image among them
     * @param restart restart policy
     * @param retries how often at most; 0 without bound
     * @param health whether Podman checks its health
     * @param configuration file with what the OCI runtime was given
     */
    public record Run(
            long process,
            List<String> command,
            List<String> environment,
            String restart,
            int retries,
            boolean health,
            String configuration) {
        public Run {
            command = List.copyOf(command);
            environment = List.copyOf(environment);
        }
    }

    /** Names of the networks that it has itself joined, the ports that it publishes itself, and its own addresses. */
    public record Network(List<String> names, List<Port> ports, List<String> addresses) {
        public Network {
            names = List.copyOf(names);
            ports = List.copyOf(ports);
            addresses = List.copyOf(addresses);
        }
    }

    /** A published port; address empty for all. */
    public record Port(String address, int host, int container, String protocol) {}

    /** Whether it runs. */
    public boolean running() {
        return run.process() > 0;
    }
}
