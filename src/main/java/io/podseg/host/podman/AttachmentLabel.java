package io.podseg.host.podman;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.podseg.host.podman.api.DockerRow.Endpoint;
import io.podseg.model.Ip;
import io.podseg.state.Attachment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pod's attachments in a label of the pod, and what has become of them. */
final class AttachmentLabel {
    private record Entry(
            @JsonProperty("network") String network,
            @JsonProperty("addresses") List<String> addresses,
            @JsonProperty("aliases") List<String> aliases,
            @JsonProperty("mac") Optional<String> mac,
            @JsonProperty("interface") Optional<String> interfaceName) {
        Attachment attachment() {
            return new Attachment(network, ips(addresses), aliases, mac, interfaceName);
        }
    }

    private AttachmentLabel() {}

    /** The label's value. */
    static String write(List<Attachment> attachments) {
        return Json.write(attachments.stream()
                .map(attachment -> new Entry(
                        attachment.network(),
                        attachment.addresses().stream().map(Ip::toString).toList(),
                        attachment.aliases(),
                        attachment.mac(),
                        attachment.interfaceName()))
                .toList());
    }

    /** Reads the label; a value that podseg did not write counts as none. */
    static List<Attachment> read(String label) {
        try {
            return List.of(Json.MAPPER.readValue(label, Entry[].class)).stream()
                    .map(Entry::attachment)
                    .toList();
        } catch (JsonProcessingException | RuntimeException e) {
            return List.of();
        }
    }

    /**
     * What a pod's infra container really has: networks as Podman lists them, addresses as they are while it runs and as they
     * were asked for while it does not. Labelled ones come first, in their order.
     *
     * @param networks networks that the container has joined
     * @param endpoints its addresses now; empty while it does not run
     */
    static List<Attachment> actual(List<Attachment> asked, List<String> networks, Map<String, Endpoint> endpoints) {
        List<Attachment> actual = new ArrayList<>();
        for (Attachment attachment : asked) {
            if (networks.contains(attachment.network())) {
                List<Ip> live = addresses(endpoints, attachment.network());
                actual.add(live.isEmpty() ? attachment : withAddresses(attachment, live));
            }
        }
        List<String> known = asked.stream().map(Attachment::network).toList();
        networks.stream()
                .filter(network -> !known.contains(network))
                .sorted()
                .forEach(network -> actual.add(plain(network, addresses(endpoints, network))));
        return actual;
    }

    /** Attachments of a container that podseg did not make. */
    static List<Attachment> foreign(List<String> networks, Map<String, Endpoint> endpoints) {
        return actual(List.of(), networks, endpoints);
    }

    private static Attachment plain(String network, List<Ip> addresses) {
        return new Attachment(network, addresses, List.of(), Optional.empty(), Optional.empty());
    }

    private static Attachment withAddresses(Attachment attachment, List<Ip> addresses) {
        return new Attachment(
                attachment.network(), addresses, attachment.aliases(), attachment.mac(), attachment.interfaceName());
    }

    private static List<Ip> addresses(Map<String, Endpoint> endpoints, String network) {
        Endpoint endpoint = endpoints.get(network);
        return endpoint == null ? List.of() : ips(endpoint.addresses());
    }

    private static List<Ip> ips(List<String> texts) {
        return texts.stream().flatMap(text -> Ip.parse(text).stream()).toList();
    }
}
