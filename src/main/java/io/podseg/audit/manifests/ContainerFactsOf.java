package io.podseg.audit.manifests;

import static io.podseg.audit.manifests.PodFactsOf.orEmpty;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.ContainerFacts.Role;
import io.podseg.audit.facts.FileFacts;
import io.podseg.audit.facts.ImageFacts;
import io.podseg.audit.facts.LimitFacts;
import io.podseg.audit.facts.ProgramFacts;
import io.podseg.audit.facts.RestartFacts;
import io.podseg.audit.facts.VariableFacts;
import io.podseg.model.Hardening;
import io.podseg.model.HostClaims;
import io.podseg.model.Manifest;
import io.podseg.model.PodmanAnnotations;
import io.podseg.trust.TrustRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A container of a Pod as what the audit looks at; what it does not say comes from the pod's security context. */
final class ContainerFactsOf {
    /** Podman's default where nothing is said: containers.conf(5), {@code pids_limit}. */
    private static final long DEFAULT_PIDS = 2048;

    private final Manifest<Pod> pod;
    private final Container container;
    private final String pointer;
    private final Map<String, String> annotations;
    private final Hardening extra;
    private final TrustRules trust;
    private final HostClaims claims;

    /**
     * Facts of one container.
     *
     * @param pointer JSON pointer below the pod
     * @param extra what profiles give it beyond the fields of Kubernetes
     * @param trust all policies for images
     * @param claims claims that are paths of the host in disguise
     */
    ContainerFactsOf(
            Manifest<Pod> pod,
            Container container,
            String pointer,
            Hardening extra,
            TrustRules trust,
            HostClaims claims) {
        this.claims = claims;
        this.trust = trust;
        this.extra = extra;
        this.pod = pod;
        this.container = container;
        this.pointer = pointer;
        this.annotations = FromManifests.annotations(pod.object());
    }

    private ImageFacts image(String reference) {
        ImageFacts image = ImageFacts.of(reference);
        return trust.unnamed(reference) ? image.withoutPolicy() : image;
    }

    ContainerFacts facts(Role role) {
        SecurityContext own = own();
        Confinements confinements = new Confinements(pod.object(), container, annotations);
        return new ContainerFacts(
                container.getName(),
                role,
                below -> Optional.of(pod.source().at(pointer + below)),
                image(Optional.ofNullable(container.getImage()).orElse("")),
                Boolean.TRUE.equals(own.getPrivileged()),
                Rights.capabilities(own),
                Optional.ofNullable(own.getAllowPrivilegeEscalation()).map(allowed -> !allowed),
                Rights.user(podContext(), own),
                confinements.seccomp(),
                confinements.selinux(),
                confinements.apparmor(),
                new FileFacts(
                        Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
                        Mounts.of(pod, container, claims),
                        Mounts.devices(pod.object(), container),
                        "Unmasked".equals(own.getProcMount()) ? List.of("/proc") : List.of()),
                limits(),
                restart(role),
                environment(),
                new ProgramFacts(command(), List.of(), List.of()),
                container.getLivenessProbe() != null
                        || container.getReadinessProbe() != null
                        || container.getStartupProbe() != null);
    }

    private SecurityContext own() {
        return container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext();
    }

    private PodSecurityContext podContext() {
        PodSecurityContext context = pod.object().getSpec().getSecurityContext();
        return context == null ? new PodSecurityContext() : context;
    }

    private LimitFacts limits() {
        return new LimitFacts(
                limit("memory", 1),
                limit("cpu", 1000),
                PodmanAnnotations.of(annotations, PodmanAnnotations.PIDS_LIMIT, container.getName())
                        .map(ContainerFactsOf::pids)
                        .orElse(OptionalLong.of(extra.pids().orElse(DEFAULT_PIDS))));
    }

    private OptionalLong limit(String name, int factor) {
        if (container.getResources() == null || container.getResources().getLimits() == null) {
            return OptionalLong.empty();
        }
        Quantity quantity = container.getResources().getLimits().get(name);
        return quantity == null || quantity.getNumericalAmount().signum() <= 0
                ? OptionalLong.empty()
                : OptionalLong.of(quantity.getNumericalAmount()
                        .multiply(java.math.BigDecimal.valueOf(factor))
                        .longValue());
    }

    /** Nothing or less is no limit to Podman. */
    private static OptionalLong pids(String value) {
        try {
            long pids = Long.parseLong(value.strip());
            return pids > 0 ? OptionalLong.of(pids) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private RestartFacts restart(Role role) {
        String policy =
                Optional.ofNullable(pod.object().getSpec().getRestartPolicy()).orElse("Always");
        if (role == Role.INIT && !"Always".equals(container.getRestartPolicy())) {
            return RestartFacts.NEVER;
        }
        OptionalInt retries = extra.maxRetries().map(OptionalInt::of).orElse(OptionalInt.empty());
        return switch (policy) {
            case "Never" -> RestartFacts.NEVER;
            case "OnFailure" -> new RestartFacts(RestartFacts.Policy.ON_FAILURE, retries);
            default -> new RestartFacts(RestartFacts.Policy.ALWAYS, OptionalInt.empty());
        };
    }

    /** Those with a literal value; what comes from Secrets is where it belongs. */
    private List<VariableFacts> environment() {
        List<VariableFacts> variables = new ArrayList<>();
        List<EnvVar> declared = orEmpty(container.getEnv());
        for (int i = 0; i < declared.size(); i++) {
            if (declared.get(i).getValue() != null) {
                variables.add(new VariableFacts(
                        declared.get(i).getName(), declared.get(i).getValue(), "/env/" + i + "/value"));
            }
        }
        return variables;
    }

    private List<String> command() {
        List<String> words = new ArrayList<>(orEmpty(container.getCommand()));
        words.addAll(orEmpty(container.getArgs()));
        return words;
    }
}
