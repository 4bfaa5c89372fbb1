package io.podseg.state;

import io.podseg.model.Ip;
import java.util.List;
import java.util.Optional;

/**
 * A pod's place on one network.
 *
 * @param network Podman's name of the network
 * @param addresses static addresses, one a family of the network, sorted
 * @param aliases DNS names on that network, sorted
 * @param mac MAC address, chosen by Podman where empty
 * @param interfaceName name of the interface inside the pod, chosen by Podman where empty
 */
public record Attachment(
        String network,
        List<Ip> addresses,
        List<String> aliases,
        Optional<String> mac,
        Optional<String> interfaceName) {
    public Attachment {
        addresses = addresses.stream().sorted().toList();
        aliases = aliases.stream().sorted().distinct().toList();
    }
}
