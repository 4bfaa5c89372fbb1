package io.podseg.status;

import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Status as files: {@code NAMESPACE/KIND/NAME.yaml} for each object ({@code _cluster} for kinds without a namespace) and {@code
 * summary.yaml}. Each is replaced as a whole, so that no reader ever sees half of one; files of objects that are gone are removed;
 * what has not changed is not written.
 */
public final class StatusFiles {
    private final StatusNames names;
    private final StatusYaml yaml = new StatusYaml();
    private final LongSource nanos;
    private final Map<Path, Kept> kept = new HashMap<>();
    private Optional<FileTime> summaryTime = Optional.empty();

    /** Counts alone are written once in this time, in nanoseconds. */
    private static final long COUNTS_EVERY = 15_000_000_000L;

    /** Nanoseconds of a clock that is never set back. */
    interface LongSource {
        long now();
    }

    /**
     * A file as it was written last.
     *
     * @param tree all of it
     * @param still all but what only counts
     * @param nanos when
     */
    private record Kept(Map<String, Object> tree, Map<String, Object> still, long nanos) {}

    /** Files below a folder, which is made when something is written. */
    public StatusFiles(Path folder) {
        this(folder, System::nanoTime);
    }

    StatusFiles(Path folder, LongSource nanos) {
        this.names = new StatusNames(folder);
        this.nanos = nanos;
    }

    /** Writes the status of a host after an apply. */
    public void write(HostStatus status) throws HostException {
        write(status, SummaryTree.of(status));
    }

    /** Writes what the controller has to say. */
    public void write(Account account) throws HostException {
        write(account.host(), SummaryTree.of(account));
    }

    private void write(HostStatus status, Map<String, Object> summary) throws HostException {
        try {
            Files.createDirectories(names.folder());
            if (!summaryTime.equals(time())) {
                // Somebody else wrote here, or removed something.
                kept.clear();
            }
            Set<Path> all = new HashSet<>();
            for (ObjectStatus object : status.objects()) {
                all.add(write(object, status.revision()));
            }
            removeOthers(all);
            replace(names.summary(), summary);
            summaryTime = time();
        } catch (IOException | UncheckedIOException e) {
            throw new HostException("cannot write status files in " + names.folder() + ": " + reason(e), e);
        }
    }

    private Path write(ObjectStatus object, String revision) throws IOException {
        Path file = names.file(object.key());
        Map<String, Object> tree = StatusTree.of(object, revision);
        Kept before = kept.get(file);
        if (before != null && before.tree().equals(tree)) {
            return file;
        }
        Map<String, Object> still = StatusTree.of(object.uncounted(), revision);
        long now = nanos.now();
        if (before == null || !before.still().equals(still) || now - before.nanos() >= COUNTS_EVERY) {
            kept.remove(file);
            replace(file, tree);
            kept.put(file, new Kept(tree, still, now));
        }
        return file;
    }

    private Optional<FileTime> time() {
        try {
            return Optional.of(Files.getLastModifiedTime(names.summary()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void replace(Path file, Map<String, Object> tree) throws IOException {
        Path parent = StatusNames.parent(file);
        Files.createDirectories(parent);
        Path draft = Files.createTempFile(parent, ".status-", ".tmp");
        try {
            Files.write(draft, yaml.write(tree).getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** The first time the folder tells what is there, later podseg remembers. */
    private void removeOthers(Set<Path> all) throws IOException {
        Set<Path> old = new HashSet<>(kept.keySet());
        if (summaryTime.isEmpty() || old.isEmpty()) {
            old.addAll(names.files());
        }
        old.removeAll(all);
        for (Path file : old) {
            Files.deleteIfExists(file);
            kept.remove(file);
            removeEmpty(StatusNames.parent(file));
        }
    }

    private void removeEmpty(Path kind) throws IOException {
        try {
            Files.deleteIfExists(kind);
            Files.deleteIfExists(StatusNames.parent(kind));
        } catch (DirectoryNotEmptyException e) {
            // Others are still there.
            return;
        }
    }

    private static String reason(Exception e) {
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    }

    /** What is there: the account that a controller keeps, or the status that an apply left; empty where neither does. */
    public Optional<Account> read() throws HostException {
        try {
            return StatusReader.read(names);
        } catch (IOException | UncheckedIOException e) {
            throw new HostException("cannot read status files in " + names.folder() + ": " + reason(e), e);
        }
    }
}
