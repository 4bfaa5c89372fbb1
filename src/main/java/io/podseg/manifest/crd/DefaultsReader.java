package io.podseg.manifest.crd;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.manifest.check.DefaultsCheck;
import io.podseg.manifest.check.NumberRanges;
import io.podseg.manifest.check.Syntax;
import io.podseg.manifest.crd.ProfileDefaults.Resources;
import io.podseg.manifest.crd.ProfileDefaults.Restart;
import io.podseg.manifest.crd.ProfileDefaults.Seccomp;
import io.podseg.manifest.crd.ProfileDefaults.Tmpfs;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Hardening;
import io.podseg.model.Ip;
import io.podseg.model.SecurityProfile.Defaults;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the defaults of a SecurityProfile. */
final class DefaultsReader {
    private final Problems problems;
    private final String at;

    DefaultsReader(Problems problems, String at) {
        this.problems = problems;
        this.at = at;
    }

    Defaults read(ProfileDefaults fields) {
        SecurityContext context = context(fields);
        DefaultsCheck check = new DefaultsCheck(problems);
        check.context(context, at);
        check.healthCheck(fields.healthCheck(), at + "/healthCheck");
        Optional<Resources> resources = Optional.ofNullable(fields.resources());
        ResourcesReader limits = new ResourcesReader(problems, at + "/resources");
        resources.ifPresent(limits::check);
        return new Defaults(
                context,
                resources.map(Resources::memory).map(Quantity::toString),
                resources.map(Resources::cpu).map(Quantity::toString),
                Optional.ofNullable(fields.healthCheck()),
                hostIp(fields.hostIP()),
                new Hardening(
                        tmpfs(nonNull(fields.tmpfs())),
                        seccomp(fields.seccompProfile()),
                        Optional.ofNullable(fields.userNamespace())
                                .flatMap(users -> new UsersReader(problems, at + "/userNamespace").read(users)),
                        resources.map(Resources::memorySwap).flatMap(limits::whole),
                        resources.map(Resources::memoryReservation).flatMap(limits::whole),
                        resources.map(Resources::cpuShares),
                        resources.map(Resources::cpus).filter(this::processors),
                        resources.map(Resources::pids),
                        resources.map(limits::ulimits).orElse(List.of()),
                        resources.map(limits::blockIo).orElse(Hardening.BlockIo.NONE),
                        Optional.ofNullable(fields.restart()).map(Restart::maxRetries)));
    }

    private SecurityContext context(ProfileDefaults fields) {
        SecurityContext context = new SecurityContext();
        Capabilities capabilities = fields.capabilities();
        if (capabilities != null) {
            context.setCapabilities(new Capabilities(
                    List.copyOf(nonNull(capabilities.getAdd())), List.copyOf(nonNull(capabilities.getDrop()))));
        }
        context.setAllowPrivilegeEscalation(fields.allowPrivilegeEscalation());
        context.setRunAsNonRoot(fields.runAsNonRoot());
        context.setRunAsUser(fields.runAsUser());
        context.setRunAsGroup(fields.runAsGroup());
        context.setReadOnlyRootFilesystem(fields.readOnlyRootFilesystem());
        context.setSeLinuxOptions(fields.seLinuxOptions());
        context.setAppArmorProfile(fields.appArmorProfile());
        Seccomp seccomp = fields.seccompProfile();
        if (seccomp != null && seccomp.type() != null) {
            context.setSeccompProfile(new SeccompProfile(
                    seccomp.localhostProfile(), seccomp.type().name()));
        }
        return context;
    }

    private boolean processors(String cpus) {
        String pointer = at + "/resources/cpus";
        Optional<String> backward = problems.at(pointer) ? Optional.empty() : NumberRanges.backward(cpus);
        backward.ifPresent(range -> problems.error(
                pointer,
                "cpus is " + Quoted.of(cpus) + ", but " + range
                        + " ends before it begins; expected processors such as 0-2,4"));
        return backward.isEmpty();
    }

    private List<Hardening.Tmpfs> tmpfs(List<Tmpfs> declared) {
        List<Hardening.Tmpfs> tmpfs = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < declared.size(); i++) {
            Tmpfs one = declared.get(i);
            String pointer = Pointers.child(at + "/tmpfs", i);
            String path = one.path();
            if (path == null) {
                continue;
            }
            if (!Syntax.PATH.accepts(path) || path.equals("/") || path.contains(",")) {
                problems.error(
                        pointer + "/path",
                        "path " + Quoted.of(path) + " is not valid, expected an absolute path below /, without \"..\","
                                + " \":\", \",\" and control characters");
            } else if (!paths.add(path.replaceAll("/+$", ""))) {
                problems.error(pointer + "/path", "path " + Quoted.of(path) + " stands twice");
            } else {
                tmpfs.add(new Hardening.Tmpfs(
                        path,
                        new ResourcesReader(problems, pointer).bytes("size", one.size()),
                        Optional.ofNullable(one.mode()),
                        !Boolean.FALSE.equals(one.noexec()),
                        !Boolean.FALSE.equals(one.nosuid()),
                        !Boolean.FALSE.equals(one.nodev())));
            }
        }
        return tmpfs;
    }

    /** A profile in a file is found when all files are known: until then it has no content. */
    private Optional<Hardening.Seccomp> seccomp(@Nullable Seccomp seccomp) {
        if (seccomp == null) {
            return Optional.empty();
        }
        String pointer = at + "/seccompProfile";
        long said = Stream.of(seccomp.type(), seccomp.file(), seccomp.inline())
                .filter(some -> some != null)
                .count();
        if (said != 1 && !problems.below(pointer)) {
            problems.error(pointer, "seccompProfile has exactly one of type, file and inline");
        }
        if (seccomp.type() == null && seccomp.localhostProfile() != null) {
            problems.error(
                    pointer + "/localhostProfile", "localhostProfile has an effect only with type Localhost; see file");
        }
        String file = seccomp.file();
        if (file != null) {
            if (!Syntax.RELATIVE_PATH.accepts(file) || file.contains("//")) {
                problems.error(
                        pointer + "/file",
                        "file " + Quoted.of(file) + " is not valid, expected " + Syntax.RELATIVE_PATH.expectation());
                return Optional.empty();
            }
            return Optional.of(new Hardening.Seccomp("", file));
        }
        return Optional.ofNullable(seccomp.inline())
                .map(inline -> new Hardening.Seccomp(
                        new SeccompReader(problems, pointer + "/inline").read(inline), Hardening.Seccomp.INLINE));
    }

    private Optional<Ip> hostIp(@Nullable String text) {
        if (text == null || problems.at(at + "/hostIP")) {
            return Optional.empty();
        }
        Optional<Ip> ip = Ip.parse(text);
        if (ip.isEmpty()) {
            problems.error(at + "/hostIP", "hostIP " + Quoted.of(text) + " is not an IP address");
        }
        return ip;
    }

    static <T> List<T> nonNull(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
