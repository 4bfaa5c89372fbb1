package io.podseg.audit.facts;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One container. What is not stated in manifests is what podseg and Podman make of it.
 *
 * @param name its name in the pod; Podman's name for one that is in none
 * @param role what it is for
 * @param places where its fields are written
 * @param image what it runs
 * @param privileged whether nothing confines it
 * @param capabilities what root may do in it
 * @param noNewPrivileges whether programs cannot gain rights by set-user-ID bits; empty where it is not stated in manifests
 * @param user whom its first process runs as
 * @param seccomp which system calls it may use
 * @param selinux its label
 * @param apparmor its AppArmor profile
 * @param files what it can read and write
 * @param limits of resources
 * @param restart whether it is started again
 * @param environment variables set for it, without those of the image
 * @param programs what runs in it
 * @param health whether something checks that it works
 */
public record ContainerFacts(
        String name,
        Role role,
        Places places,
        ImageFacts image,
        boolean privileged,
        CapabilityFacts capabilities,
        Optional<Boolean> noNewPrivileges,
        UserFacts user,
        Confinement seccomp,
        SelinuxFacts selinux,
        Confinement apparmor,
        FileFacts files,
        LimitFacts limits,
        RestartFacts restart,
        List<VariableFacts> environment,
        ProgramFacts programs,
        boolean health) {
    public ContainerFacts {
        Objects.requireNonNull(name);
        Objects.requireNonNull(role);
        Objects.requireNonNull(places);
        Objects.requireNonNull(image);
        Objects.requireNonNull(capabilities);
        Objects.requireNonNull(noNewPrivileges);
        Objects.requireNonNull(user);
        Objects.requireNonNull(seccomp);
        Objects.requireNonNull(selinux);
        Objects.requireNonNull(apparmor);
        Objects.requireNonNull(files);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(restart);
        environment = List.copyOf(environment);
        Objects.requireNonNull(programs);
    }

    /** What a container is for. */
    public enum Role {
        /** Runs before the others and ends. */
        INIT,
        /** Runs as long as the pod. */
        APP,
        /** Podman's own, which holds a pod's namespaces and runs nothing of the user's. Only of what runs. */
        INFRA
    }
}
