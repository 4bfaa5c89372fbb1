package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.hardening.Filling.Said;
import io.podseg.hardening.Parts.Part;
import io.podseg.model.Hardening;
import io.podseg.model.PodmanAnnotations;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Security contexts: what a container does not say its pod may have said. */
final class ContextFiller {
    /** What a privileged container has not, whatever it asks for. */
    private static final List<String> VOID_IF_PRIVILEGED =
            List.of(Wishes.DROP, Wishes.ESCALATION, Wishes.SECCOMP, Wishes.APPARMOR, Wishes.SELINUX);

    private final Filling filling;
    private final Parts parts;

    ContextFiller(Filling filling) {
        this.filling = filling;
        this.parts = filling.parts();
    }

    void fill() {
        parts.containers().forEach(this::fill);
    }

    private void fill(Part part) {
        SecurityContext context = part.context();
        part.container().setSecurityContext(context);
        user(part, context);
        flag(part, Wishes.READ_ONLY, context.getReadOnlyRootFilesystem(), true, context::setReadOnlyRootFilesystem);
        if (Boolean.TRUE.equals(context.getPrivileged())) {
            privileged(part);
            return;
        }
        flag(
                part,
                Wishes.ESCALATION,
                context.getAllowPrivilegeEscalation(),
                false,
                context::setAllowPrivilegeEscalation);
        new CapabilityFiller(filling).fill(part);
        seccomp(part, context);
        appArmor(part, context);
        seLinux(part, context);
    }

    private void privileged(Part part) {
        VOID_IF_PRIVILEGED.stream()
                .flatMap(filling::below)
                .filter(wish -> !wish.value().equals(true))
                .findFirst()
                .ifPresent(wish -> filling.against(
                        part.contextPointer() + "/privileged",
                        part.title() + " is privileged, which voids " + wish.path(),
                        wish));
    }

    private void flag(Part part, String path, @Nullable Boolean said, boolean stricter, Consumer<Boolean> set) {
        filling.fill(
                path,
                Boolean.class,
                new Said<>(part.title(), part.contextPointer() + "/" + path, Optional.ofNullable(said)),
                (own, wished) -> own.equals(wished) || own == stricter,
                set);
    }

    private void user(Part part, SecurityContext context) {
        PodSecurityContext pod = parts.context();
        Said<Long> user = either(part, Wishes.USER, context.getRunAsUser(), pod.getRunAsUser());
        filling.wish(Wishes.NON_ROOT)
                .filter(wish -> wish.value().equals(true)
                        && user.value().filter(id -> id == 0).isPresent())
                .ifPresent(wish -> filling.against(user.pointer(), part.title() + " has runAsUser 0", wish));
        if (user.value().filter(id -> id == 0).isEmpty()) {
            filling.fill(
                    Wishes.NON_ROOT,
                    Boolean.class,
                    either(part, Wishes.NON_ROOT, context.getRunAsNonRoot(), pod.getRunAsNonRoot()),
                    (own, wished) -> own || !wished,
                    context::setRunAsNonRoot);
        }
        if (!refusesRoot(part, context, user)) {
            filling.fill(Wishes.USER, Long.class, user, Objects::equals, context::setRunAsUser);
        }
        filling.fill(
                Wishes.GROUP,
                Long.class,
                either(part, Wishes.GROUP, context.getRunAsGroup(), pod.getRunAsGroup()),
                Objects::equals,
                context::setRunAsGroup);
    }

    /** A container that says runAsNonRoot is not made root by a profile; Podman would not start it. */
    private boolean refusesRoot(Part part, SecurityContext context, Said<Long> user) {
        Said<Boolean> nonRoot = either(
                part,
                Wishes.NON_ROOT,
                context.getRunAsNonRoot(),
                parts.context().getRunAsNonRoot());
        boolean refuses = nonRoot.value().orElse(false)
                && filling.origin(nonRoot.pointer()).isEmpty();
        Optional<Wish> root =
                filling.wish(Wishes.USER).filter(wish -> wish.value().equals(0L) && refuses);
        root.filter(wish -> user.value().isEmpty())
                .ifPresent(wish -> filling.against(nonRoot.pointer(), part.title() + " has runAsNonRoot true", wish));
        return root.isPresent() && user.value().isEmpty();
    }

    private static <T> Said<T> either(Part part, String field, @Nullable T own, @Nullable T pods) {
        return own == null && pods != null
                ? new Said<>(part.title(), Parts.POD_CONTEXT + "/" + field, Optional.of(pods))
                : new Said<>(part.title(), part.contextPointer() + "/" + field, Optional.ofNullable(own));
    }

    private void seccomp(Part part, SecurityContext context) {
        Said<Confined> said = either(
                part,
                Wishes.SECCOMP,
                Confined.of(context.getSeccompProfile()).orElse(null),
                Confined.of(parts.context().getSeccompProfile()).orElse(null));
        Said<Confined> all = said.value().isPresent()
                ? said
                : annotated(part, PodmanAnnotations.SECCOMP)
                        .or(() -> legacy(part, PodmanAnnotations.LEGACY_SECCOMP + "/" + part.name()))
                        .or(() -> legacy(part, PodmanAnnotations.LEGACY_POD_SECCOMP))
                        .orElse(said);
        filling.fill(
                Wishes.SECCOMP,
                Confined.class,
                all,
                Confined::keeps,
                profile -> context.setSeccompProfile(
                        profile.type().equals(Confined.CUSTOM)
                                ? new SeccompProfile(Hardening.Seccomp.LOCALHOST, "Localhost")
                                : new SeccompProfile(named(profile), profile.type())));
    }

    private void appArmor(Part part, SecurityContext context) {
        Said<Confined> said = either(
                part,
                Wishes.APPARMOR,
                Confined.of(context.getAppArmorProfile()).orElse(null),
                Confined.of(parts.context().getAppArmorProfile()).orElse(null));
        Said<Confined> all = said.value().isPresent()
                ? said
                : annotated(part, PodmanAnnotations.APPARMOR)
                        .or(() -> legacy(part, PodmanAnnotations.LEGACY_APPARMOR + "/" + part.name()))
                        .orElse(said);
        filling.fill(
                Wishes.APPARMOR,
                Confined.class,
                all,
                Confined::keeps,
                profile -> context.setAppArmorProfile(new AppArmorProfile(named(profile), profile.type())));
    }

    private static @Nullable String named(Confined profile) {
        return profile.name().isEmpty() ? null : profile.name();
    }

    private Optional<Said<Confined>> annotated(Part part, String annotation) {
        String name = annotation + "/" + part.name();
        return parts.annotation(name)
                .map(value -> new Said<>(
                        part.title(), Parts.annotationPointer(name), Optional.of(Confined.annotation(value))));
    }

    private Optional<Said<Confined>> legacy(Part part, String name) {
        return parts.annotation(name)
                .map(value ->
                        new Said<>(part.title(), Parts.annotationPointer(name), Optional.of(Confined.legacy(value))));
    }

    private void seLinux(Part part, SecurityContext context) {
        if (filling.below(Wishes.SELINUX).findAny().isEmpty()) {
            return;
        }
        SELinuxOptions pods = parts.context().getSeLinuxOptions();
        Map<String, String> own = SeLinux.of(context.getSeLinuxOptions() != null ? context.getSeLinuxOptions() : pods);
        String pointer =
                (context.getSeLinuxOptions() == null && pods != null ? Parts.POD_CONTEXT : part.contextPointer())
                        + "/seLinuxOptions/";
        TreeMap<String, String> options = new TreeMap<>(own);
        String label = PodmanAnnotations.LABEL + "/" + part.name();
        for (Wish wish : filling.below(Wishes.SELINUX).toList()) {
            String name = wish.path().substring(Wishes.SELINUX.length());
            Said<String> said = parts.annotation(label)
                    .filter(value -> value.equals("disable") || value.startsWith(name + ":"))
                    .map(value -> new Said<>(
                            part.title(),
                            Parts.annotationPointer(label),
                            Optional.of(value.substring(value.indexOf(':') + 1))))
                    .orElseGet(() -> new Said<>(part.title(), pointer + name, Optional.ofNullable(own.get(name))));
            filling.fill(wish.path(), String.class, said, Objects::equals, value -> options.put(name, value));
        }
        if (!options.equals(own)) {
            context.setSeLinuxOptions(SeLinux.options(options));
        }
    }
}
