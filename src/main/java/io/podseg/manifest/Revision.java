package io.podseg.manifest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/** Hash over the names and contents of what was read; neither the folder's own place nor the order of reading matters. */
final class Revision {
    private final TreeSet<String> files = new TreeSet<>();

    /** Hash of a file's name and content. */
    static String digest(String relative, byte[] content) {
        return hex(relative.getBytes(StandardCharsets.UTF_8)) + hex(content);
    }

    /** Adds a file by its digest. */
    void add(String digest) {
        files.add(digest);
    }

    /** {@code sha256:} and 64 hex digits. */
    String text() {
        return "sha256:" + hex(String.join("\n", files).getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
