package io.podseg.git;

import io.podseg.reconcile.GitUrl;
import io.podseg.reconcile.SourceException;
import io.podseg.state.Hash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder that keeps what was fetched from one URL, for one process at a time. It may be deleted whenever no podseg uses it:
 * what is missing is fetched again.
 */
final class Cache implements AutoCloseable {
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<StandardOpenOption> LOCK = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

    /** Each fetch of something new leaves a pack; what is no longer needed goes when there are as many as this. */
    private static final int PACKS = 50;

    private final Path folder;
    private final boolean passing;
    private final FileChannel channel;

    private Cache(Path folder, boolean passing, FileChannel channel) {
        this.folder = folder;
        this.passing = passing;
        this.channel = channel;
    }

    /**
     * Opens the folder for a URL, and waits for another podseg that has it open.
     *
     * @param state the state folder; who may not write there gets a folder that is gone afterwards
     * @param limit how long to wait
     */
    static Cache open(Path state, GitUrl url, Duration limit) throws SourceException {
        try {
            return opened(state.toAbsolutePath().resolve("git").resolve(Hash.of(url.text())), false, limit);
        } catch (AccessDeniedException e) {
            return passing(limit);
        } catch (IOException e) {
            throw new SourceException("cannot use the folder for Git repositories: " + reason(e), e);
        }
    }

    private static Cache passing(Duration limit) throws SourceException {
        try {
            return opened(Files.createTempDirectory("podseg-git"), true, limit);
        } catch (IOException e) {
            throw new SourceException("cannot make a folder for a Git repository: " + reason(e), e);
        }
    }

    private static Cache opened(Path folder, boolean passing, Duration limit) throws IOException, SourceException {
        make(folder);
        FileChannel channel = FileChannel.open(folder.resolve("lock"), LOCK);
        long end = System.nanoTime() + limit.toNanos();
        while (locked(channel).isEmpty()) {
            if (System.nanoTime() > end) {
                channel.close();
                throw new SourceException("another podseg has been fetching from the same repository for "
                        + limit.toSeconds() + " seconds");
            }
            pause();
        }
        return new Cache(folder, passing, channel);
    }

    private static Optional<FileLock> locked(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static void pause() throws SourceException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException("podseg is being stopped", e);
        }
    }

    /** Where the bare repository is, or is to be. */
    Path repository() {
        return folder.resolve("repo.git");
    }

    /** An empty home folder for Git and what it starts. */
    Path home() throws SourceException {
        Path home = folder.resolve("home");
        try {
            delete(home);
            make(home);
            return home;
        } catch (IOException e) {
            throw new SourceException("cannot use " + home + ": " + reason(e), e);
        }
    }

    /** Removes what a killed Git left locked; the lock of this folder says that none is at work. */
    void unlock() throws SourceException {
        try (Stream<Path> files = Files.exists(repository()) ? Files.walk(repository(), 4) : Stream.empty()) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".lock")).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new SourceException("cannot use " + repository() + ": " + reason(e), e);
        }
    }

    /** Whether so much has been fetched that a new copy is smaller. */
    boolean full() {
        try (Stream<Path> packs = Files.list(repository().resolve("objects/pack"))) {
            return packs.filter(file -> file.toString().endsWith(".pack")).count() >= PACKS;
        } catch (IOException e) {
            return false;
        }
    }

    /** Forgets what was fetched. */
    void wipe() throws SourceException {
        try {
            delete(repository());
        } catch (IOException e) {
            throw new SourceException("cannot remove " + repository() + ": " + reason(e), e);
        }
    }

    @Override
    public void close() throws SourceException {
        try {
            delete(folder.resolve("home"));
            channel.close();
            if (passing) {
                delete(folder);
            }
        } catch (IOException e) {
            throw new SourceException("cannot use " + folder + ": " + reason(e), e);
        }
    }

    private static void make(Path folder) throws IOException {
        Files.createDirectories(folder, PRIVATE);
    }

    private static void delete(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(top)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> Plain.of(denied.getFile()) + ": no permission";
            case NoSuchFileException gone -> Plain.of(gone.getFile()) + " is gone";
            case FileSystemException other
            when other.getReason() != null -> Plain.of(other.getFile() + ": " + other.getReason());
            default -> Plain.of(String.valueOf(e.getMessage()));
        };
    }
}
