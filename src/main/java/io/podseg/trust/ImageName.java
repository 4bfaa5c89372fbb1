package io.podseg.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole name of an image, as Podman's library containers/image understands it (docker/reference).
 *
 * @param registry host and perhaps a port
 * @param path namespaces and name in the registry
 * @param tag tag; {@code latest} where the name has neither tag nor digest
 * @param digest algorithm and hex digits; where there is one the tag means nothing
 */
public record ImageName(String registry, String path, Optional<String> tag, Optional<String> digest) {
    private static final Pattern NAME = Pattern.compile("([^/@]+)/([^:@]+)(?::([^:@/]+))?(?:@([^@]+))?");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

    /** Reads a name that begins with a registry; empty for a short name, which means whatever the host says. */
    public static Optional<ImageName> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches() || !isRegistry(matcher.group(1))) {
            return Optional.empty();
        }
        String registry = matcher.group(1).equals("index.docker.io") ? "docker.io" : matcher.group(1);
        String path = matcher.group(2);
        if (registry.equals("docker.io") && !path.contains("/")) {
            path = "library/" + path;
        }
        Optional<String> digest = Optional.ofNullable(matcher.group(4));
        Optional<String> tag = Optional.ofNullable(matcher.group(3));
        return Optional.of(new ImageName(
                registry, path, digest.isPresent() || tag.isPresent() ? tag : Optional.of("latest"), digest));
    }

    private static boolean isRegistry(String first) {
        return first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || first.chars().anyMatch(Character::isUpperCase);
    }

    /** The name as containers/image takes it: with the digest where there is one, else with the tag. */
    public String reference() {
        return registry + "/" + path + digest.map(text -> "@" + text).orElseGet(() -> ":" + tag.orElse("latest"));
    }

    /** Whether it names content, which nobody can change. */
    public boolean pinned() {
        return digest.filter(text -> DIGEST.matcher(text).matches()).isPresent();
    }

    /** The scopes of containers-policy.json(5) that hold it, the most specific one first. */
    public List<String> scopes() {
        String name = registry + "/" + path;
        List<String> scopes = new ArrayList<>();
        digest.map(text -> name + "@" + text)
                .or(() -> tag.map(text -> name + ":" + text))
                .ifPresent(scopes::add);
        for (String rest = name; ; rest = rest.substring(0, rest.lastIndexOf('/'))) {
            scopes.add(rest);
            if (rest.indexOf('/') < 0) {
                break;
            }
        }
        String domain = registry.replaceFirst(":.*", "");
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.')) {
            domain = domain.substring(dot + 1);
            scopes.add("*." + domain);
        }
        return scopes;
    }
}
