package io.podseg.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.podseg.model.Declarations;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import java.util.List;
import java.util.stream.Stream;

/** Declarations as the manifests that they could have come from. */
final class Yaml {
    private static final YAMLMapper MAPPER = new YAMLMapper();

    private Yaml() {}

    static String of(Declarations declarations) {
        StringBuilder text = new StringBuilder();
        declarations.networks().forEach(network -> text.append(of(network.object())));
        Stream.of(declarations.namespaces(), declarations.pods(), declarations.networkPolicies())
                .flatMap(List::stream)
                .forEach(manifest -> text.append(document(manifest)));
        return text.toString();
    }

    private static String document(Manifest<?> manifest) {
        try {
            return MAPPER.writeValueAsString(manifest.object());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String of(NetworkSpec network) {
        return """
                ---
                apiVersion: podseg.io/v1alpha1
                kind: Network
                metadata:
                  name: %s
                spec:
                  subnets:
                  - subnet: %s
                """.formatted(network.name(), network.subnets().getFirst().cidr());
    }
}
