package io.podseg.desired;

import io.podseg.model.Diagnostic;
import io.podseg.model.ImagePolicy;
import io.podseg.model.Manifest;
import io.podseg.state.SettingKey;
import io.podseg.trust.TrustSettings;
import java.util.List;
import java.util.SortedMap;

/** What an image policy says, as containers-policy.json(5) and containers-registries.d(5) say it. */
final class ImagePolicySettings {
    private ImagePolicySettings() {}

    /** Settings by their keys; values are JSON. */
    static SortedMap<SettingKey, String> of(Manifest<ImagePolicy> policy, List<Diagnostic> diagnostics) {
        return TrustSettings.of(policy.object());
    }
}
