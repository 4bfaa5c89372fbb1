package io.podseg.host.podman;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Docker's stream format: a byte that names the stream, three zeros, a length of four bytes, and so much of what was written.
 */
final class Frames {
    private static final int HEADER = 8;
    private static final int STREAMS = 3;

    private Frames() {}

    /** What was written, all streams together; bytes that are no frames are taken as they are. */
    static String text(byte[] bytes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int at = 0;
        while (at < bytes.length) {
            int length = length(bytes, at);
            if (length < 0) {
                text.write(bytes, at, bytes.length - at);
                break;
            }
            int end = Math.min(bytes.length - at - HEADER, length);
            text.write(bytes, at + HEADER, end);
            at += HEADER + end;
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Length of the frame that begins there; negative where none does. */
    private static int length(byte[] bytes, int at) {
        if (bytes.length - at < HEADER || bytes[at] < 0 || bytes[at] > STREAMS) {
            return -1;
        }
        boolean zeros = bytes[at + 1] == 0 && bytes[at + 2] == 0 && bytes[at + 3] == 0;
        return zeros ? ByteBuffer.wrap(bytes, at + 4, 4).getInt() : -1;
    }
}
