package io.podseg.trust;

import io.podseg.model.ImagePolicy.KeyFile;
import io.podseg.model.ImagePolicy.Scope;
import io.podseg.model.ImagePolicy.Signature;
import io.podseg.model.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The signature that an image needs.
 *
 * @param scope the scope that holds the image
 * @param whose the policy and its place
 * @param policy a whole containers-policy.json(5) that takes images with these signatures and no others
 * @param registries what containers-registries.d(5) must say of the scope: JSON; empty where nothing
 * @param keyFiles files of the host that the policy names
 */
public record Demand(String scope, String whose, String policy, Optional<String> registries, List<String> keyFiles) {
    public Demand {
        keyFiles = List.copyOf(keyFiles);
    }

    static Demand of(Scope scope, Manifest<?> owner) {
        SortedMap<String, Object> scopes = new TreeMap<>();
        scopes.put(scope.name(), new Json.Raw(Requirements.of(scope)));
        String policy = Json.write(new TreeMap<>(Map.of(
                "default", List.of(Requirements.REJECT), "transports", new TreeMap<>(Map.of("docker", scopes)))));
        List<String> files = Stream.of(scope.signedBy(), scope.sigstore())
                .flatMap(Optional::stream)
                .map(Signature::keys)
                .flatMap(List::stream)
                .flatMap(key -> key instanceof KeyFile file ? Stream.of(file.path()) : Stream.empty())
                .toList();
        return new Demand(scope.name(), TrustRules.whose(owner), policy, Requirements.registries(scope), files);
    }
}
