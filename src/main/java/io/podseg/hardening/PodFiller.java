package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.podseg.hardening.Filling.Said;
import io.podseg.hardening.Parts.Part;
import io.podseg.model.Hardening;
import io.podseg.model.Hardening.BlockIo;
import io.podseg.model.Hardening.Rate;
import io.podseg.model.Hardening.Tmpfs;
import io.podseg.model.Hardening.UserNamespace;
import io.podseg.model.Hardening.UserNamespace.Mode;
import io.podseg.model.Ip;
import io.podseg.model.PodmanAnnotations;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What concerns the pod as a whole, and what Kubernetes has no field for. */
final class PodFiller {
    private final Filling filling;
    private final Parts parts;
    private final PodSpec spec;

    PodFiller(Filling filling) {
        this.filling = filling;
        this.parts = filling.parts();
        this.spec = filling.spec();
    }

    /** What has no field. */
    Hardening fill() {
        hostIps();
        return new Hardening(
                filling.below(Wishes.TMPFS).map(this::tmpfs).toList(),
                seccomp(),
                users(),
                swap(),
                Optional.empty(),
                extra(Wishes.SHARES, Long.class),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                blockIo(),
                retries());
    }

    /** What no pod can say itself: it is as the profile says. */
    private <T> Optional<T> extra(String path, Class<T> type) {
        filling.wish(path).ifPresent(wish -> filling.origin(Parts.SPEC + "/" + path, wish));
        return filling.wished(path, type);
    }

    /** As much as the memory limit means no swap, and so for a container with a smaller limit of its own. */
    private Optional<Long> swap() {
        Optional<BigDecimal> memory = filling.wished(Wishes.MEMORY, BigDecimal.class);
        return extra(Wishes.SWAP, Long.class)
                .map(total -> memory.filter(limit -> limit.compareTo(BigDecimal.valueOf(total)) == 0)
                                .isPresent()
                        ? 0L
                        : total);
    }

    private void hostIps() {
        for (Part part : parts.containers()) {
            List<ContainerPort> ports = Parts.items(part.container().getPorts());
            for (int i = 0; i < ports.size(); i++) {
                ContainerPort port = ports.get(i);
                if (port.getHostPort() != null && port.getHostPort() > 0) {
                    filling.fill(
                            Wishes.HOST_IP,
                            Ip.class,
                            new Said<>(
                                    part.title() + ", hostPort " + port.getHostPort() + ",",
                                    part.pointer() + "/ports/" + i + "/hostIP",
                                    Optional.ofNullable(port.getHostIP())
                                            .filter(Parts::isSet)
                                            .flatMap(Ip::parse)),
                            Objects::equals,
                            ip -> port.setHostIP(ip.toString()));
                }
            }
        }
    }

    /** A volume at the same path would be writable as it likes. */
    private Tmpfs tmpfs(Wish wish) {
        Tmpfs tmpfs = (Tmpfs) wish.value();
        for (Part part : parts.containers()) {
            List<VolumeMount> mounts = Parts.items(part.container().getVolumeMounts());
            for (int i = 0; i < mounts.size(); i++) {
                if (tmpfs.path().equals(path(mounts.get(i)))) {
                    filling.against(
                            part.pointer() + "/volumeMounts/" + i + "/mountPath",
                            part.title() + " mounts the volume "
                                    + Parts.quoted(String.valueOf(mounts.get(i).getName())) + " at "
                                    + Parts.shown(tmpfs.path()) + " in place of " + wish.path(),
                            wish);
                }
            }
        }
        filling.origin(Parts.SPEC + "/" + wish.path(), wish);
        return tmpfs;
    }

    private static String path(VolumeMount mount) {
        String path = String.valueOf(mount.getMountPath());
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** For whichever container took it. */
    private Optional<Hardening.Seccomp> seccomp() {
        return filling.wished(Wishes.SECCOMP, Confined.class)
                .filter(profile -> profile.type().equals(Confined.CUSTOM)
                        && filling.filled().containsKey(Wishes.SECCOMP))
                .map(profile -> new Hardening.Seccomp(
                        profile.name(),
                        filling.wish(Wishes.SECCOMP).map(PodFiller::origin).orElse("")));
    }

    /** Without the hash behind it. */
    private static String origin(Wish wish) {
        return wish.text().substring(0, wish.text().lastIndexOf(' '));
    }

    private Optional<UserNamespace> users() {
        Optional<Wish> wish = filling.wish(Wishes.USERS);
        if (wish.isEmpty()) {
            return Optional.empty();
        }
        UserNamespace users = (UserNamespace) wish.get().value();
        Optional<String> annotation = parts.annotation(PodmanAnnotations.USERNS);
        String pointer =
                annotation.isPresent() ? Parts.annotationPointer(PodmanAnnotations.USERNS) : Parts.SPEC + "/hostUsers";
        Optional<String> said =
                annotation.or(() -> Optional.ofNullable(spec.getHostUsers()).map(host -> host ? "host" : "auto"));
        if (users.mode() == Mode.HOST) {
            return Optional.empty();
        }
        if (said.isPresent() && !(said.get().equals("auto") && users.mode() == Mode.AUTO)) {
            filling.against(pointer, "pod has the user namespace " + Parts.shown(said.get()), wish.get());
            return Optional.empty();
        }
        Optional<String> shared = shared();
        if (shared.isPresent()) {
            filling.against(
                    Parts.SPEC + "/" + shared.get(),
                    "pod has " + shared.get() + ", which cannot be together with a user namespace of its own",
                    wish.get());
            return Optional.empty();
        }
        filling.origin(Parts.SPEC + "/hostUsers", wish.get());
        if (said.isEmpty() && !mapsRoot(users)) {
            spec.setHostUsers(false);
        }
        return Optional.of(users);
    }

    /** Root of the host in a namespace of one's own is root of the host still. */
    private static boolean mapsRoot(UserNamespace users) {
        return Stream.concat(users.uids().stream(), users.gids().stream()).anyMatch(map -> map.host() == 0);
    }

    private Optional<String> shared() {
        return Stream.of("hostNetwork", "hostPID", "hostIPC")
                .filter(field -> Boolean.TRUE.equals(
                        switch (field) {
                            case "hostNetwork" -> spec.getHostNetwork();
                            case "hostPID" -> spec.getHostPID();
                            default -> spec.getHostIPC();
                        }))
                .findFirst();
    }

    private BlockIo blockIo() {
        filling.below(Wishes.BLOCK_IO).forEach(wish -> filling.origin(Parts.SPEC + "/" + wish.path(), wish));
        return new BlockIo(
                filling.wished(Wishes.BLOCK_IO + "weight", Integer.class),
                rates("readBps"),
                rates("writeBps"),
                rates("readIops"),
                rates("writeIops"));
    }

    private List<Rate> rates(String field) {
        return filling.below(Wishes.BLOCK_IO + field + "[")
                .map(wish -> (Rate) wish.value())
                .toList();
    }

    /** Podman bounds only restarts after a failure. */
    private Optional<Integer> retries() {
        Optional<Wish> wish = filling.wish(Wishes.RETRIES);
        String pointer = Parts.SPEC + "/restartPolicy";
        String policy = spec.getRestartPolicy() == null ? "" : spec.getRestartPolicy();
        if (wish.isEmpty() || policy.equals("Never")) {
            return Optional.empty();
        }
        if (policy.equals("Always")) {
            filling.against(
                    pointer, "pod has restartPolicy Always, which Podman cannot bound (OnFailure can be)", wish.get());
            return Optional.empty();
        }
        spec.setRestartPolicy("OnFailure");
        filling.origin(pointer, wish.get());
        return filling.wished(Wishes.RETRIES, Integer.class);
    }
}
