package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerSettings.HostValue;
import io.podseg.state.ContainerSettings.HostValue.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a variable of a pod can be told of the pod itself: {@code fieldRef} and {@code resourceFieldRef}. */
final class FieldValues {
    private static final String LABELS = "metadata.labels['";
    private static final String ANNOTATIONS = "metadata.annotations['";

    private final Manifest<Pod> pod;
    private final List<Attachment> attachments;

    FieldValues(Manifest<Pod> pod, List<Attachment> attachments) {
        this.pod = pod;
        this.attachments = attachments;
    }

    /** Either a text, or a value that the host knows. */
    record Value(String text, Optional<HostValue> onHost) {
        static Value of(String text) {
            return new Value(text, Optional.empty());
        }
    }

    Value field(String path) {
        return switch (path) {
            case "metadata.name" -> Value.of(pod.key().name());
            case "metadata.namespace" -> Value.of(pod.key().namespace());
            case "metadata.uid" -> new Value("", Optional.of(new HostValue(Kind.POD_ID, 1)));
            case "spec.nodeName" -> new Value("", Optional.of(new HostValue(Kind.NODE_NAME, 1)));
            case "spec.serviceAccountName" -> Value.of("default");
            case "status.podIP" -> Value.of(addresses().limit(1).collect(Collectors.joining()));
            case "status.podIPs" -> Value.of(addresses().collect(Collectors.joining(",")));
            default ->
                Value.of(
                        path.startsWith(LABELS)
                                ? subscript(path, LABELS, ObjectFields.labels(pod.object()))
                                : subscript(path, ANNOTATIONS, ObjectFields.annotations(pod.object())));
        };
    }

    /** On the network that has the default route. */
    private Stream<String> addresses() {
        return attachments.stream()
                .limit(1)
                .flatMap(attachment -> attachment.addresses().stream())
                .map(Ip::toString);
    }

    private static String subscript(String path, String prefix, Map<String, String> values) {
        int end = path.length() - "']".length();
        return end <= prefix.length() ? "" : values.getOrDefault(path.substring(prefix.length(), end), "");
    }

    /** As Kubernetes: rounded up; a request that is not declared is the limit, and a limit all that the host has. */
    Value resource(Container own, ResourceFieldSelector selector) {
        Container container = selector.getContainerName() == null
                ? own
                : Stream.concat(
                                PodCompiler.orEmpty(pod.object().getSpec().getContainers()).stream(),
                                PodCompiler.orEmpty(pod.object().getSpec().getInitContainers()).stream())
                        .filter(other -> selector.getContainerName().equals(other.getName()))
                        .findFirst()
                        .orElse(own);
        boolean memory = selector.getResource().endsWith(".memory");
        Optional<BigDecimal> declared = declared(container, selector.getResource());
        BigDecimal divisor = Optional.ofNullable(selector.getDivisor())
                .map(Quantity::getNumericalAmount)
                .filter(amount -> amount.signum() > 0)
                .orElse(BigDecimal.ONE);
        if (declared.isPresent()) {
            return Value.of(declared.get()
                    .divide(divisor, 0, RoundingMode.CEILING)
                    .toBigInteger()
                    .toString());
        }
        long unit = memory ? divisor.longValue() : divisor.movePointRight(3).longValue();
        return new Value("", Optional.of(new HostValue(memory ? Kind.MEMORY : Kind.CPU_MILLIS, unit)));
    }

    private static Optional<BigDecimal> declared(Container container, String resource) {
        String name = resource.substring(resource.indexOf('.') + 1);
        Optional<Quantity> limit = PodCompiler.limit(container, name);
        Optional<Quantity> quantity = resource.startsWith("limits.")
                ? limit
                : PodCompiler.request(container, name)
                        .filter(some -> some.getNumericalAmount().signum() > 0)
                        .or(() -> limit);
        return quantity.map(Quantity::getNumericalAmount).filter(amount -> amount.signum() > 0);
    }
}
