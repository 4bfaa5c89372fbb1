package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.podseg.model.Manifest;
import io.podseg.model.SecurityProfile;
import io.podseg.policy.Selector;
import io.podseg.policy.SelectorParser;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A profile as flat paths and values, for the plan. */
public final class ProfileFields {
    private ProfileFields() {}

    public static SortedMap<String, String> of(Manifest<SecurityProfile> manifest) {
        SecurityProfile profile = manifest.object();
        TreeMap<String, String> fields = new TreeMap<>();
        Wishes.of(manifest).forEach(wish -> fields.put("defaults." + wish.path(), wish.text()));
        profile.level().ifPresent(level -> fields.put("level", level.name().toLowerCase(Locale.ROOT)));
        if (profile.host()) {
            fields.put("host", "true");
        } else {
            fields.put("mode", profile.mode().name().toLowerCase(Locale.ROOT));
            fields.put("namespaceSelector", text(manifest, profile.namespaces(), "/spec/namespaceSelector"));
            fields.put("podSelector", text(manifest, profile.pods(), "/spec/podSelector"));
        }
        return fields;
    }

    private static String text(Manifest<?> manifest, Optional<LabelSelector> selector, String pointer) {
        return selector.flatMap(
                        some -> SelectorParser.read(some, manifest.source(), pointer, at -> true, new ArrayList<>()))
                .orElse(Selector.ALL)
                .toString();
    }
}
