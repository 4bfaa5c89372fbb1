package io.podseg.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code podseg matrix -o json} says about secure-web.
 *
 * @param endpoints id to first address
 * @param flows the verdicts
 */
record Matrix(Map<String, String> endpoints, List<Flow> flows) {
    /** What is asked for: the application's ports and others that nobody may use. */
    static final List<String> PORTS =
            List.of("22/TCP", "53/TCP", "53/UDP", "80/TCP", "123/UDP", "443/TCP", "5432/TCP", "6379/TCP");

    /** One verdict. */
    record Flow(String from, String to, int port, String protocol, boolean allowed) {}

    static Matrix read(Lab lab) throws IOException {
        var argv = new ArrayList<>(
                List.of("matrix", "-o", "json", "-f", Manifests.SECURE_WEB.path(), "--external", Lab.OUTSIDE));
        PORTS.forEach(port -> argv.addAll(List.of("--port", port)));
        String json = lab.podseg(argv.toArray(String[]::new)).ok().stdout();
        JsonNode root = new ObjectMapper().readTree(json);
        if (!"podseg.io/matrix/v1".equals(root.path("schema").asText())) {
            throw new AssertionError("no matrix: " + json);
        }
        var endpoints = new LinkedHashMap<String, String>();
        root.path("endpoints").forEach(e -> {
            JsonNode addresses = e.path("addresses");
            endpoints.put(
                    e.path("id").asText(), addresses.path(0).asText(e.path("id").asText()));
        });
        var flows = new ArrayList<Flow>();
        root.path("flows")
                .forEach(f -> flows.add(new Flow(
                        f.path("from").asText(),
                        f.path("to").asText(),
                        f.path("port").asInt(),
                        f.path("protocol").asText(),
                        f.path("allowed").asBoolean())));
        return new Matrix(endpoints, flows);
    }

    /** Flows that start at an endpoint. */
    List<Flow> from(String id) {
        return flows.stream().filter(f -> f.from().equals(id)).toList();
    }

    /** The real attempt that a flow speaks of. */
    Attempt attempt(Flow flow) {
        String address = endpoints.get(flow.to());
        if (address == null) {
            throw new AssertionError("a flow to nowhere: " + flow);
        }
        return new Attempt(address, flow.port(), flow.protocol());
    }
}
