package io.podseg.manifest.cni;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.manifest.crd.NetworkFields;
import io.podseg.manifest.crd.NetworkReader;
import io.podseg.manifest.yaml.JsonMessage;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.NetworkSpec;
import io.podseg.model.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CNI configuration, a single one or a list of plugins, whose network is made by the plugin {@code bridge}. What podseg
 * does anyway (publishing ports, filtering) may stand there as a plugin of its own; any other plugin, and any field that nobody
 * would act on, is an error.
 */
public final class CniReader {
    private static final String CONFIG = "/spec/config";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Problems problems;

    /** A reader of one document. */
    public CniReader(Problems document) {
        this.problems = document.inside(CONFIG, new Source(document.place(CONFIG), Map.of()));
    }

    /** The network that the configuration means; what is wrong is reported and left out. */
    public NetworkSpec read(String name, @Nullable String config, @Nullable Map<String, String> labels) {
        Map<String, String> all = labels == null ? Map.of() : labels;
        Optional<JsonNode> root = parse(config);
        if (root.isEmpty()) {
            return NetworkSpec.bridge(name, List.of());
        }
        Settings top = new Settings(root.get(), "the configuration", problems);
        if (!root.get().isObject()) {
            return NetworkSpec.bridge(name, List.of());
        }
        NetworkFields fields;
        top.accept("cniVersion", "cniVersions", "disableCheck", "disableGC", "loadOnlyInlinedPlugins");
        name(top, name);
        if (top.has("plugins")) {
            fields = plugins(top.list("plugins"));
            top.finish();
        } else {
            fields = new BridgePlugin(problems).read(top);
        }
        return new NetworkReader(problems).read(name, fields, all);
    }

    private Optional<JsonNode> parse(@Nullable String config) {
        if (config == null || config.isBlank()) {
            problems.error("", "there is no configuration; expected a CNI configuration of the plugin bridge as JSON");
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(config));
        } catch (JsonProcessingException e) {
            problems.error("", "the configuration is no JSON: " + JsonMessage.of(e) + place(e.getLocation()));
            return Optional.empty();
        }
    }

    private static String place(@Nullable JsonLocation at) {
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + " of it)";
    }

    private void name(Settings top, String name) {
        String own = top.text("name");
        if (own != null && !own.equals(name)) {
            problems.warning(
                    "",
                    "the network is called " + Quoted.of(name) + ", as metadata.name says; the name " + Quoted.of(own)
                            + " in the configuration is ignored");
        }
    }

    private NetworkFields plugins(List<JsonNode> plugins) {
        @Nullable NetworkFields bridge = null;
        boolean isolate = false;
        for (JsonNode node : plugins) {
            String type = node.path("type").asText("");
            Settings plugin = new Settings(node, "the plugin " + Quoted.plain(type), problems);
            if (type.equals("bridge") && bridge == null) {
                bridge = new BridgePlugin(problems).read(plugin);
            } else {
                isolate |= other(type, plugin);
            }
        }
        if (bridge == null) {
            problems.error("", "there is no plugin \"bridge\"; podseg makes bridge networks only");
            return BridgePlugin.NOTHING;
        }
        return isolate ? BridgePlugin.isolated(bridge) : bridge;
    }

    /** A plugin beside the bridge; whether it isolates the network. */
    private boolean other(String type, Settings plugin) {
        boolean isolate = false;
        plugin.accept("type", "cniVersion", "capabilities");
        switch (type) {
            case "portmap" -> plugin.accept("snat", "backend");
            case "dnsname" -> {
                if (!"dns.podman".equals(plugin.text("domainName"))) {
                    plugin.ignore("domainName", "names are resolved without a domain and below dns.podman");
                }
            }
            case "firewall" -> {
                plugin.accept("backend");
                plugin.ignore("iptablesAdminChainName", "podseg's own chains decide; declare a NetworkPolicy");
                plugin.ignore("firewalldZone", "podseg's own chains decide; declare a NetworkPolicy");
                isolate = isolates(plugin.text("ingressPolicy"));
            }
            case "tuning" -> {}
            default -> {
                problems.error(
                        "",
                        "plugin " + Quoted.of(type)
                                + " is not supported, expected bridge, and beside it portmap, firewall, tuning or dnsname");
                return false;
            }
        }
        plugin.finish();
        return isolate;
    }

    private boolean isolates(@Nullable String policy) {
        if (policy == null || policy.equals("open") || policy.equals("same-bridge")) {
            return "same-bridge".equals(policy);
        }
        problems.error(
                "",
                "\"ingressPolicy\" " + Quoted.of(policy)
                        + " of the plugin firewall is not supported, expected \"open\" or \"same-bridge\"");
        return false;
    }
}
