package io.podseg.desired;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.state.NetworkMode;
import io.podseg.state.NetworkMode.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What the annotation {@code podseg.io/networks} asks for: networks, or one of the ways without (podman-run(1), {@code --network}).
 *
 * @param mode how the pod is connected
 * @param requests its networks; none unless it is connected by bridges
 */
record NetworkChoice(NetworkMode mode, List<AttachmentRequest> requests) {
    private static final Pattern MTU = Pattern.compile("[1-9][0-9]{2,4}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:/=+-]{1,128}");

    /** slirp4netns gives the namespace the addresses base+2 to base+100 of its block. */
    private static final int SMALLEST_BLOCK = 25;

    private static final Map<String, Predicate<String>> SLIRP = Map.of(
            "allow_host_loopback", NetworkChoice::isSwitch,
            "enable_ipv6", NetworkChoice::isSwitch,
            "mtu", value -> MTU.matcher(value).matches(),
            "cidr",
                    value -> Cidr.parse(value)
                            .filter(cidr -> cidr.family() == Family.V4 && cidr.prefix() <= SMALLEST_BLOCK)
                            .isPresent(),
            "outbound_addr", value -> isAddress(value, Family.V4),
            "outbound_addr6", value -> isAddress(value, Family.V6),
            "port_handler", value -> value.equals("rootlesskit") || value.equals("slirp4netns"));

    NetworkChoice {
        requests = List.copyOf(requests);
    }

    /** Networks. */
    static NetworkChoice networks(List<AttachmentRequest> requests) {
        return new NetworkChoice(NetworkMode.BRIDGE, requests);
    }

    /** Reads the annotation; each problem is one sentence in {@code problems}. */
    static NetworkChoice parse(String annotation, List<String> problems) {
        List<String> entries = List.of(annotation.strip().split("\\s+", -1));
        Optional<NetworkMode> first =
                entries.stream().flatMap(entry -> mode(entry).stream()).findFirst();
        if (first.isEmpty()) {
            return networks(AttachmentRequest.parse(annotation, problems));
        }
        NetworkMode mode = first.get();
        if (mode.kind() == Kind.HOST) {
            problems.add("\"host\" in " + AttachmentRequest.ANNOTATION
                    + " is not possible; write hostNetwork: true in the spec");
        } else if (entries.size() > 1) {
            problems.add("\"" + mode.kind().word() + "\" in " + AttachmentRequest.ANNOTATION
                    + " stands for itself: a pod that has it joins no networks besides; remove the other entries");
        }
        check(mode, problems);
        return new NetworkChoice(mode, List.of());
    }

    private static Optional<NetworkMode> mode(String entry) {
        return NetworkMode.parse(entry).filter(mode -> mode.kind() != Kind.BRIDGE);
    }

    private static void check(NetworkMode mode, List<String> problems) {
        switch (mode.kind()) {
            case BRIDGE, HOST -> {}
            case NONE -> {
                if (!mode.options().isEmpty()) {
                    problems.add("\"none\" in " + AttachmentRequest.ANNOTATION + " takes no options");
                }
            }
            case SLIRP4NETNS -> mode.options().forEach(option -> slirp(option, problems));
            case PASTA ->
                mode.options().stream()
                        .filter(option -> !WORD.matcher(option).matches())
                        .forEach(
                                option -> problems.add(
                                        "option \"" + option + "\" of pasta in " + AttachmentRequest.ANNOTATION
                                                + " is not valid; expected words of letters, digits and _ . : / = + - parted by commas"));
        }
    }

    private static void slirp(String option, List<String> problems) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        Predicate<String> form = SLIRP.get(name);
        if (form == null) {
            List<String> names = new ArrayList<>(SLIRP.keySet());
            names.sort(null);
            problems.add("unknown option \"" + name + "\" of slirp4netns in " + AttachmentRequest.ANNOTATION
                    + "; expected one of " + String.join(", ", names));
        } else if (equals < 0 || !form.test(option.substring(equals + 1))) {
            problems.add(
                    "option \"" + option + "\" of slirp4netns in " + AttachmentRequest.ANNOTATION + " is not valid");
        }
    }

    private static boolean isSwitch(String value) {
        return value.equals("true") || value.equals("false");
    }

    private static boolean isAddress(String value, Family family) {
        return Ip.parse(value).filter(ip -> ip.family() == family).isPresent();
    }
}
