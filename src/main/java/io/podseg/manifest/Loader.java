package io.podseg.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.manifest.check.ClaimCheck;
import io.podseg.manifest.check.DataCheck;
import io.podseg.manifest.check.MetadataCheck;
import io.podseg.manifest.check.NamespaceCheck;
import io.podseg.manifest.check.PodCheck;
import io.podseg.manifest.check.ServiceCheck;
import io.podseg.manifest.cni.CniReader;
import io.podseg.manifest.cni.NadDocument;
import io.podseg.manifest.crd.CrdSchema;
import io.podseg.manifest.crd.ImagePolicyDocument;
import io.podseg.manifest.crd.ImagePolicyReader;
import io.podseg.manifest.crd.NetworkDocument;
import io.podseg.manifest.crd.NetworkReader;
import io.podseg.manifest.crd.SeccompFile;
import io.podseg.manifest.crd.SecurityProfileDocument;
import io.podseg.manifest.crd.SecurityProfileReader;
import io.podseg.manifest.shape.Binder;
import io.podseg.manifest.shape.FieldCheck;
import io.podseg.manifest.shape.ShapeCheck;
import io.podseg.manifest.workload.WorkloadReader;
import io.podseg.manifest.yaml.Document;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Diagnostic;
import io.podseg.model.DidYouMean;
import io.podseg.model.Manifest;
import io.podseg.model.Marks;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.policy.PolicyParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns documents into objects, one at a time. What concerns several objects is left to {@link Declared}. */
final class Loader {
    private final List<Named> named;
    private final List<Diagnostic> diagnostics;
    private final Map<String, CrdSchema> schemas = new HashMap<>();

    /**
     * A loader.
     *
     * @param named where objects go
     * @param diagnostics where problems go
     */
    Loader(List<Named> named, List<Diagnostic> diagnostics) {
        this.named = named;
        this.diagnostics = diagnostics;
    }

    void load(Document document) {
        Problems problems = new Problems(document, diagnostics);
        if (!(document.root() instanceof ObjectNode root)) {
            problems.error(
                    "", "this is " + Quoted.kind(document.root()) + ", expected an object with apiVersion and kind");
            return;
        }
        if (Lists.isList(root)) {
            list(document, problems);
            return;
        }
        if (SeccompFile.isOne(root)) {
            seccomp(root, document, problems);
            return;
        }
        kind(root, problems).ifPresent(kind -> load(kind, root, document, problems));
    }

    private void seccomp(ObjectNode root, Document document, Problems problems) {
        SeccompFile file = SeccompFile.read(root, problems);
        ObjectKey key =
                new ObjectKey("SeccompProfile", "", document.source().start().file());
        named.add(new Named(
                key, problems.place(""), problems.any(), Optional.of(new Manifest<>(key, file, document.source()))));
    }

    private void list(Document document, Problems problems) {
        JsonNode items = document.root().path("items");
        if (!items.isArray()) {
            problems.missing("", "items");
        }
        for (var entry : document.root().properties()) {
            if (!List.of("apiVersion", "kind", "metadata", "items").contains(entry.getKey())) {
                problems.error("/" + entry.getKey(), "unknown field " + Quoted.of(entry.getKey()) + " in a List");
            }
        }
        Lists.items(document).forEach(this::load);
    }

    private Optional<Kind> kind(ObjectNode root, Problems problems) {
        JsonNode version = root.path("apiVersion");
        JsonNode name = root.path("kind");
        if (!name.isTextual() || !version.isTextual()) {
            header("apiVersion", version, problems);
            header("kind", name, problems);
            return Optional.empty();
        }
        Optional<Kind> kind = Kind.of(name.textValue());
        if (kind.isEmpty()) {
            problems.error(
                    "/kind",
                    "kind " + Quoted.plain(name.textValue()) + " (" + Quoted.plain(version.textValue())
                            + ") is not supported by this version of podseg"
                            + DidYouMean.suffix(name.textValue(), Kind.names()));
            return kind;
        }
        if (!kind.get().apiVersion().equals(version.textValue())) {
            problems.error(
                    "/apiVersion",
                    "kind " + kind.get().kind() + " (" + Quoted.plain(version.textValue())
                            + ") is not supported by this version of podseg; write apiVersion: "
                            + kind.get().apiVersion());
        }
        return kind;
    }

    private static void header(String field, JsonNode value, Problems problems) {
        if (value.isMissingNode() || value.isNull()) {
            problems.missing("", field);
        } else if (!value.isTextual()) {
            problems.error("/" + field, "/" + field + " is " + Quoted.describe(value) + ", expected a string");
        }
    }

    private void load(Kind kind, ObjectNode root, Document document, Problems problems) {
        ObjectNode clean = new ShapeCheck(problems, kind == Kind.SECRET).check(root, kind.type());
        new FieldCheck(kind.fields(), problems).check(clean);
        kind.schema()
                .ifPresent(plural ->
                        schemas.computeIfAbsent(plural, CrdSchema::load).check(clean, problems));
        ObjectMeta metadata = clean.has("metadata") ? Binder.bind(clean.path("metadata"), ObjectMeta.class) : null;
        boolean identified = new MetadataCheck(kind.kind(), kind.namespaced(), problems).check(metadata);
        Object object = check(Binder.bind(clean, kind.type()), problems);
        Optional<ObjectKey> identity = identify(kind, metadata);
        if (object instanceof NetworkPolicy policy && policy.getSpec() != null) {
            ObjectKey key = identity.orElse(new ObjectKey(kind.kind(), "", ""));
            diagnostics.addAll(PolicyParser.parse(new Manifest<>(key, policy, document.source()), problems::around)
                    .diagnostics());
        }
        identity.ifPresent(key -> {
            // An object without its spec says nothing, and those who read declarations count on a spec.
            boolean whole = identified && !problems.at("/spec");
            Marks marks = Marks.of(metadata == null ? null : metadata.getAnnotations());
            named.add(new Named(
                    key,
                    problems.place("/metadata/name"),
                    problems.any(),
                    whole ? Optional.of(new Manifest<>(key, object, document.source(), marks)) : Optional.empty()));
        });
    }

    private static Optional<ObjectKey> identify(Kind kind, @Nullable ObjectMeta metadata) {
        if (metadata == null || metadata.getName() == null) {
            return Optional.empty();
        }
        if (kind == Kind.NETWORK_ATTACHMENT_DEFINITION) {
            // Podman's networks are in no namespace, and pods name them alike wherever they come from.
            return Optional.of(new ObjectKey(Kind.NETWORK.kind(), "", metadata.getName()));
        }
        String namespace = metadata.getNamespace() == null ? MetadataCheck.DEFAULT_NAMESPACE : metadata.getNamespace();
        return Optional.of(new ObjectKey(kind.kind(), kind.namespaced() ? namespace : "", metadata.getName()));
    }

    private Object check(Object object, Problems problems) {
        switch (object) {
            case Deployment deployment -> {
                return new WorkloadReader(problems, diagnostics)
                        .read(deployment)
                        .<Object>map(w -> w)
                        .orElse(deployment);
            }
            case DaemonSet set -> {
                return new WorkloadReader(problems, diagnostics)
                        .read(set)
                        .<Object>map(w -> w)
                        .orElse(set);
            }
            case Job job -> {
                return new WorkloadReader(problems, diagnostics)
                        .read(job)
                        .<Object>map(w -> w)
                        .orElse(job);
            }
            case Pod pod -> new PodCheck(problems).check(pod);
            case PersistentVolumeClaim claim -> new ClaimCheck(problems).check(claim);
            case ConfigMap map -> new DataCheck(problems).check(map);
            case Secret secret -> new DataCheck(problems).check(secret);
            case Service service -> new ServiceCheck(problems).check(service);
            case Namespace namespace -> NamespaceCheck.check(namespace, problems);
            case NetworkPolicy policy -> {
                if (policy.getSpec() == null) {
                    problems.missing("", "spec");
                }
            }
            case NetworkDocument network -> {
                return network(network, problems);
            }
            case NadDocument network -> {
                return network(network, problems);
            }
            case SecurityProfileDocument profile -> {
                return new SecurityProfileReader(problems, diagnostics).read(profile.spec());
            }
            case ImagePolicyDocument policy -> {
                return new ImagePolicyReader(problems).read(policy.spec());
            }
            default -> {}
        }
        if (object instanceof HasMetadata named
                && !(object instanceof Namespace)
                && named.getMetadata() != null
                && named.getMetadata().getNamespace() == null) {
            named.getMetadata().setNamespace(MetadataCheck.DEFAULT_NAMESPACE);
        }
        return object;
    }

    private static Object network(NetworkDocument network, Problems problems) {
        ObjectMeta metadata = network.metadata() == null ? new ObjectMeta() : network.metadata();
        String name = metadata.getName() == null ? "" : metadata.getName();
        return network.spec() == null
                ? NetworkSpec.bridge(name, List.of())
                : new NetworkReader(problems).read(name, network.spec(), metadata.getLabels());
    }

    private static NetworkSpec network(NadDocument network, Problems problems) {
        ObjectMeta metadata = network.metadata() == null ? new ObjectMeta() : network.metadata();
        return new CniReader(problems)
                .read(
                        metadata.getName() == null ? "" : metadata.getName(),
                        network.spec() == null ? null : network.spec().config(),
                        metadata.getLabels());
    }
}
