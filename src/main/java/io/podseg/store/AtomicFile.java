package io.podseg.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;

/** Files that are either old or new at every moment, after a power cut too: temporary file, fsync, rename. */
final class AtomicFile {
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private AtomicFile() {}

    /** Makes an empty file, mode 0600; {@link java.nio.file.FileAlreadyExistsException} where there is one of that name. */
    static void reserve(Path file) throws IOException {
        Files.createFile(file, PRIVATE);
    }

    /** Replaces the content, mode 0600. A file that has this content already is not touched. */
    static void write(Path file, String text) throws IOException {
        try (Draft draft = draft(file, text)) {
            draft.keep();
        }
    }

    /** Writes the content, mode 0600, beside the file. */
    static Draft draft(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return new Draft(file, Optional.empty());
        }
        Path folder = file.toAbsolutePath().resolveSibling(".");
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp", PRIVATE);
        boolean written = false;
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
            written = true;
        } finally {
            if (!written) {
                Files.deleteIfExists(temporary);
            }
        }
        return new Draft(file, Optional.of(temporary));
    }

    /**
     * Content that is on disk already and not in its place yet.
     *
     * @param temporary where it is; empty where the file has this content
     */
    record Draft(Path file, Optional<Path> temporary) implements AutoCloseable {
        /** Puts it in its place. */
        void keep() throws IOException {
            if (temporary.isPresent()) {
                Files.move(temporary.get(), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                syncFolder(file.toAbsolutePath().resolveSibling("."));
            }
        }

        /** Removes it where it was not put there. */
        @Override
        public void close() throws IOException {
            if (temporary.isPresent()) {
                Files.deleteIfExists(temporary.get());
            }
        }
    }

    /** The rename itself must be on disk too. */
    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
