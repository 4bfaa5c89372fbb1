package io.podseg.trust;

import io.podseg.model.ImagePolicy.Identity;
import io.podseg.model.ImagePolicy.Inline;
import io.podseg.model.ImagePolicy.Key;
import io.podseg.model.ImagePolicy.KeyFile;
import io.podseg.model.ImagePolicy.Scope;
import io.podseg.model.ImagePolicy.Signature;
import io.podseg.model.ImagePolicy.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What containers-policy.json(5) and containers-registries.d(5) say of one scope. */
final class Requirements {
    static final SortedMap<String, Object> REJECT = Json.object(Map.of("type", "reject"));
    static final SortedMap<String, Object> ACCEPT = Json.object(Map.of("type", "insecureAcceptAnything"));

    private Requirements() {}

    /** Of a verdict alone. */
    static String of(Verdict verdict) {
        return Json.write(List.of(verdict == Verdict.REJECT ? REJECT : ACCEPT));
    }

    /** The requirements of a scope, all of which an image must meet. */
    static String of(Scope scope) {
        List<Object> all = new ArrayList<>();
        scope.signedBy().ifPresent(signature -> {
            SortedMap<String, Object> requirement = signed("signedBy", signature);
            requirement.put("keyType", "GPGKeys");
            all.add(requirement);
        });
        scope.sigstore().ifPresent(signature -> all.add(signed("sigstoreSigned", signature)));
        return all.isEmpty() ? of(scope.verdict()) : Json.write(all);
    }

    private static SortedMap<String, Object> signed(String type, Signature signature) {
        SortedMap<String, Object> requirement = new TreeMap<>(Map.of("type", type));
        List<Key> keys = signature.keys();
        List<String> files = keys.stream()
                .flatMap(key -> key instanceof KeyFile file ? Stream.of(file.path()) : Stream.empty())
                .toList();
        if (files.size() == 1) {
            requirement.put("keyPath", files.getFirst());
        } else if (!files.isEmpty()) {
            requirement.put("keyPaths", files);
        } else {
            requirement.put("keyData", Base64.getEncoder().encodeToString(inline(keys)));
        }
        signature.identity().ifPresent(identity -> requirement.put("signedIdentity", identity(identity)));
        return requirement;
    }

    /** Several blocks one after the other: GnuPG imports all of them. */
    private static byte[] inline(List<Key> keys) {
        return keys.stream()
                .map(key -> key instanceof Inline inline ? inline.text().strip() + "\n" : "")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static SortedMap<String, Object> identity(Identity identity) {
        SortedMap<String, Object> fields = new TreeMap<>(Map.of("type", identity.type()));
        switch (identity.type()) {
            case "exactReference" -> identity.first().ifPresent(name -> fields.put("dockerReference", name));
            case "exactRepository" -> identity.first().ifPresent(name -> fields.put("dockerRepository", name));
            case "remapIdentity" -> {
                identity.first().ifPresent(name -> fields.put("prefix", name));
                identity.second().ifPresent(name -> fields.put("signedPrefix", name));
            }
            default -> {}
        }
        return fields;
    }

    /** Where signatures are looked for; nothing where none is needed, or Podman finds them without being told. */
    static Optional<String> registries(Scope scope) {
        TreeMap<String, Object> fields = new TreeMap<>();
        scope.lookaside().ifPresent(url -> fields.put("lookaside", url));
        if (scope.sigstore().isPresent()) {
            fields.put("use-sigstore-attachments", true);
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(Json.write(fields));
    }
}
