package io.podseg.manifest.workload;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.podseg.manifest.check.MetadataCheck;
import io.podseg.manifest.check.PodCheck;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.PodmanAnnotations;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pod in a template, as a manifest of its own with the places that it has in the file. Its name is that of its owner and
 * {@code -pod}, as with {@code podman kube play}, which also reads Podman's annotations from the owner and not from the template.
 */
final class TemplateReader {
    private static final String TEMPLATE = "/spec/template";
    private static final String ANNOTATIONS = "/metadata/annotations";
    private static final String SUFFIX = "-pod";

    private final String kind;
    private final Problems problems;

    TemplateReader(String kind, Problems problems) {
        this.kind = kind;
        this.problems = problems;
    }

    Optional<Manifest<Pod>> read(@Nullable ObjectMeta owner, @Nullable PodTemplateSpec template) {
        if (template == null) {
            problems.missing("/spec", "template");
            return Optional.empty();
        }
        Map<String, String> inherited = podmans(owner);
        Source source = source(inherited);
        Problems inside = problems.inside(TEMPLATE, source);
        ObjectMeta declared = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        new MetadataCheck("PodTemplate", true, inside).template(declared, kind);
        Pod pod = new Pod();
        pod.setMetadata(metadata(owner, declared, inherited));
        pod.setSpec(template.getSpec());
        new PodCheck(inside).check(pod);
        if (pod.getSpec() == null) {
            return Optional.empty();
        }
        ObjectKey key = new ObjectKey(
                "Pod", pod.getMetadata().getNamespace(), pod.getMetadata().getName());
        return Optional.of(new Manifest<>(key, pod, source));
    }

    private static Map<String, String> podmans(@Nullable ObjectMeta owner) {
        Map<String, String> inherited = new TreeMap<>();
        if (owner != null && owner.getAnnotations() != null) {
            owner.getAnnotations().forEach((name, value) -> {
                if (MetadataCheck.isPodmans(name)) {
                    inherited.put(name, value);
                }
            });
        }
        return inherited;
    }

    private Source source(Map<String, String> inherited) {
        Source inside = problems.source().below(TEMPLATE);
        Map<String, Position> positions = new HashMap<>(inside.positions());
        inherited.keySet().forEach(name -> {
            String pointer = Pointers.child(ANNOTATIONS, name);
            positions.put(pointer, problems.source().at(pointer));
        });
        return new Source(inside.start(), positions);
    }

    private static ObjectMeta metadata(@Nullable ObjectMeta owner, ObjectMeta declared, Map<String, String> inherited) {
        String name = owner == null || owner.getName() == null ? "" : owner.getName();
        String namespace =
                owner == null || owner.getNamespace() == null ? MetadataCheck.DEFAULT_NAMESPACE : owner.getNamespace();
        Map<String, String> annotations = new TreeMap<>(inherited);
        if (declared.getAnnotations() != null) {
            declared.getAnnotations().forEach((key, value) -> {
                if (!MetadataCheck.isPodmans(key)) {
                    annotations.put(key, value);
                }
            });
        }
        return new ObjectMetaBuilder()
                .withName(name + SUFFIX)
                .withNamespace(namespace)
                .withLabels(declared.getLabels() == null ? Map.of() : new TreeMap<>(declared.getLabels()))
                .withAnnotations(annotations)
                .build();
    }

    /** Several pods cannot have the same port of the host, nor the same name of their infra containers. */
    void single(@Nullable ObjectMeta owner, @Nullable PodTemplateSpec template, int replicas) {
        if (podmans(owner).containsKey(PodmanAnnotations.INFRA_NAME)) {
            problems.error(
                    Pointers.child(ANNOTATIONS, PodmanAnnotations.INFRA_NAME),
                    "annotation \"" + PodmanAnnotations.INFRA_NAME + "\" names one container only, but replicas is "
                            + replicas);
        }
        List<Container> containers = template == null || template.getSpec() == null
                ? List.of()
                : template.getSpec().getContainers();
        for (int c = 0; c < containers.size(); c++) {
            List<ContainerPort> ports = containers.get(c).getPorts();
            for (int p = 0; p < ports.size(); p++) {
                if (ports.get(p).getHostPort() != null && ports.get(p).getHostPort() > 0) {
                    String at = Pointers.child(Pointers.child(TEMPLATE + "/spec/containers", c) + "/ports", p);
                    problems.error(
                            at + "/hostPort",
                            "hostPort " + ports.get(p).getHostPort() + " can belong to one pod only, but replicas is "
                                    + replicas);
                }
            }
        }
    }
}
