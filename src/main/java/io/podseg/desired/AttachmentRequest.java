package io.podseg.desired;

import io.podseg.model.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One entry of the annotation {@code podseg.io/networks}, in the syntax of {@code podman run --network}.
 *
 * @param network name of the network
 * @param addresses {@code ip=} and {@code ip6=}
 * @param aliases {@code alias=}, repeatable
 * @param mac {@code mac=}
 * @param interfaceName {@code interface_name=}
 */
record AttachmentRequest(
        String network,
        List<Ip> addresses,
        List<String> aliases,
        Optional<String> mac,
        Optional<String> interfaceName) {
    /** Annotation on a Pod, or on a Namespace as its default. */
    static final String ANNOTATION = "podseg.io/networks";

    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
    private static final Pattern ALIAS = Pattern.compile("[a-zA-Z0-9_]([a-zA-Z0-9_.-]{0,251}[a-zA-Z0-9_])?");
    private static final Pattern INTERFACE = Pattern.compile("[a-zA-Z0-9_.-]{1,15}");

    /** Membership without wishes. */
    static AttachmentRequest plain(String network) {
        return new AttachmentRequest(network, List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /** Reads the annotation; each problem is one sentence in {@code problems}. */
    static List<AttachmentRequest> parse(String annotation, List<String> problems) {
        List<AttachmentRequest> requests = new ArrayList<>();
        for (String entry : annotation.strip().split("\\s+", -1)) {
            if (entry.isEmpty()) {
                problems.add(
                        "annotation " + ANNOTATION + " is empty; expected names of networks, such as \"frontend\"");
                continue;
            }
            AttachmentRequest request = entry(entry, problems);
            if (requests.stream().anyMatch(other -> other.network.equals(request.network))) {
                problems.add("network \"" + request.network + "\" is named twice in " + ANNOTATION);
            } else {
                requests.add(request);
            }
        }
        return requests;
    }

    private static AttachmentRequest entry(String entry, List<String> problems) {
        int colon = entry.indexOf(':');
        String name = colon < 0 ? entry : entry.substring(0, colon);
        List<Ip> addresses = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        Optional<String> mac = Optional.empty();
        Optional<String> interfaceName = Optional.empty();
        for (String option :
                colon < 0 ? new String[0] : entry.substring(colon + 1).split(",", -1)) {
            int equals = option.indexOf('=');
            String key = equals < 0 ? option : option.substring(0, equals);
            String value = equals < 0 ? "" : option.substring(equals + 1);
            switch (key) {
                case "ip", "ip6" ->
                    Ip.parse(value)
                            .filter(ip -> addresses.stream().noneMatch(other -> other.family() == ip.family()))
                            .ifPresentOrElse(
                                    addresses::add,
                                    () -> problems.add(bad(key, value, "one IP address for each family")));
                case "alias" -> check(ALIAS, key, value, "a DNS name", problems).ifPresent(aliases::add);
                case "mac" -> mac = check(MAC, key, value, "a MAC address such as 02:00:00:00:00:01", problems);
                case "interface_name" ->
                    interfaceName = check(INTERFACE, key, value, "at most 15 letters, digits, - _ .", problems);
                default ->
                    problems.add("unknown option \"" + key + "\" in " + ANNOTATION
                            + "; expected ip, ip6, alias, mac or interface_name");
            }
        }
        return new AttachmentRequest(name, List.copyOf(addresses), List.copyOf(aliases), mac, interfaceName);
    }

    private static Optional<String> check(
            Pattern pattern, String key, String value, String expected, List<String> problems) {
        if (pattern.matcher(value).matches()) {
            return Optional.of(value);
        }
        problems.add(bad(key, value, expected));
        return Optional.empty();
    }

    private static String bad(String key, String value, String expected) {
        return key + "=" + value + " in " + ANNOTATION + " is not valid; expected " + expected;
    }
}
