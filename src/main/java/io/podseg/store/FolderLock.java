package io.podseg.store;

import io.podseg.host.files.Problem;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.StateStore.LockedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The lock of all podseg processes. The kernel drops it when its holder ends, however that ends; the file's text only names the
 * holder, and an old text without a lock means nothing.
 */
final class FolderLock implements AutoCloseable {
    private static final int MAX_TEXT = 400;

    /**
     * Locks held by this process. The kernel's locks are the process's: a second opening of the same file, closed, would drop
     * the first one's lock, so the file must not even be opened twice.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;
    private final Path key;
    private final String identity;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FolderLock(FileChannel channel, Path key, String identity) {
        this.channel = channel;
        this.key = key;
        this.identity = identity;
    }

    /** Whether the file that is locked is the one that everybody finds. */
    boolean stands() {
        try {
            return identity(key).equals(identity);
        } catch (IOException e) {
            return false;
        }
    }

    private static String identity(Path file) throws IOException {
        return String.valueOf(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    static FolderLock take(Path folder, String name, String purpose, Clock clock)
            throws HostException, LockedException {
        try {
            Path key = folder.toRealPath().resolve(name);
            if (!HELD.add(key)) {
                throw new LockedException("this podseg is at work already (lock " + key + ")");
            }
            return takeOnce(key, purpose, clock);
        } catch (IOException e) {
            throw Problem.cannot("lock", folder.resolve(name), e);
        }
    }

    private static FolderLock takeOnce(Path key, String purpose, Clock clock) throws IOException, LockedException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = open(key);
            if (channel.tryLock() == null) {
                throw new LockedException("another podseg is at work: " + read(channel) + " (lock " + key + ")");
            }
            String since = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            write(channel, "pid " + ProcessHandle.current().pid() + ", " + purpose + ", since " + since + "\n");
            locked = true;
            return new FolderLock(channel, key, identity(key));
        } finally {
            if (!locked) {
                close(channel);
                HELD.remove(key);
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_TEXT);
        channel.read(buffer, 0);
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        String line = text.replaceAll("[^ -~]", " ").strip();
        return line.isEmpty() ? "its name is not known" : line;
    }

    private static void write(FileChannel channel, String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written that could be lost.
        }
    }

    /** Gives the lock back; a second time does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            close(channel);
            HELD.remove(key);
        }
    }
}
