package io.podseg.state;

import java.util.Arrays;

/** Bytes of a file, compared by value and never printed. */
public final class FileContent {
    private final byte[] bytes;

    public FileContent(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** First 16 hex digits of the SHA-256 of the content. */
    public String hash() {
        return Hash.of(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileContent content && Arrays.equals(bytes, content.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "(" + bytes.length + " bytes, " + hash() + ")";
    }
}
