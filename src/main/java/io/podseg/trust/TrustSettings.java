package io.podseg.trust;

import io.podseg.model.ImagePolicy;
import io.podseg.model.ImagePolicy.Verdict;
import io.podseg.state.SettingKey;
import io.podseg.state.SettingKey.File;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** An image policy as settings of the host. */
public final class TrustSettings {
    /** Where images come from that are in no registry, as containers-policy.json(5) names it. */
    public static final List<String> ARCHIVES =
            List.of("atomic", "dir", "docker-archive", "docker-daemon", "oci", "oci-archive", "sif", "tarball");

    private static final String TRANSPORTS = "transports/";

    private TrustSettings() {}

    /**
     * Settings of containers-policy.json(5), named {@code transports/TRANSPORT/SCOPE} (the scope is empty for all that no other
     * holds), and of containers-registries.d(5), named {@code docker/SCOPE}. Values are JSON. Other images that are accepted are
     * left to what the host says of them.
     */
    public static SortedMap<SettingKey, String> of(ImagePolicy policy) {
        TreeMap<SettingKey, String> settings = new TreeMap<>();
        if (policy.others() == Verdict.REJECT) {
            settings.put(policyKey("docker", ""), Requirements.of(Verdict.REJECT));
        }
        policy.archives()
                .ifPresent(verdict -> ARCHIVES.forEach(
                        transport -> settings.put(policyKey(transport, ""), Requirements.of(verdict))));
        policy.scopes().forEach(scope -> {
            settings.put(policyKey("docker", scope.name()), Requirements.of(scope));
            Requirements.registries(scope)
                    .ifPresent(text -> settings.put(new SettingKey(File.REGISTRIES_D, "docker/" + scope.name()), text));
        });
        return settings;
    }

    private static SettingKey policyKey(String transport, String scope) {
        return new SettingKey(File.POLICY, TRANSPORTS + transport + "/" + scope);
    }
}
