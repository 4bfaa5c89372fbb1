package io.podseg.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Whether a delivery of a webhook comes from somebody who knows the secret. */
final class Delivery {
    /** GitHub, and Gitea and Forgejo beside their own. */
    private static final String GITHUB = "X-Hub-Signature-256";

    private static final List<String> GITEA = List.of("X-Forgejo-Signature", "X-Gitea-Signature", "X-Gogs-Signature");
    private static final String GITLAB = "X-Gitlab-Token";

    private Delivery() {}

    /**
     * Whether it does. Where several proofs are given, all of them must be right.
     *
     * @param header a header's value by its name
     */
    static boolean genuine(byte[] secret, Function<String, Optional<String>> header, byte[] body) {
        String expected = Hmac.of(secret, body);
        List<Boolean> proofs = Stream.of(
                        header.apply(GITHUB).stream().map(value -> same("sha256=" + expected, value)),
                        GITEA.stream()
                                .flatMap(name -> header.apply(name).stream())
                                .map(value -> same(expected, value)),
                        header.apply(GITLAB).stream()
                                .map(value -> same(new String(secret, StandardCharsets.UTF_8), value)))
                .flatMap(each -> each)
                .toList();
        return !proofs.isEmpty() && proofs.stream().allMatch(Boolean::booleanValue);
    }

    /** Takes the same time wherever they differ, and whatever their lengths. */
    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(hash(expected), hash(given));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
