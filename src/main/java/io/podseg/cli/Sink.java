package io.podseg.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Standard output that remembers why it could not be written, since a {@link java.io.PrintStream} does not tell. A reader that
 * has seen enough ({@code | head}) is no problem; a full disk is, because somebody would take half of the data for the whole.
 */
final class Sink extends OutputStream {
    /** What the JDK says for EPIPE, in the C library's words. */
    private static final String NOBODY_READS = "Broken pipe";

    private final OutputStream out;
    private Optional<String> lost = Optional.empty();

    Sink(OutputStream out) {
        this.out = out;
    }

    /** Why data were lost; empty where none were, or nobody wanted them. */
    Optional<String> lost() {
        return lost.filter(reason -> !reason.equals(NOBODY_READS));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (lost.isEmpty()) {
                lost = Optional.of(Optional.ofNullable(e.getMessage()).orElse("unknown reason"));
            }
            throw e;
        }
    }
}
