package io.podseg.store;

import io.podseg.model.Family;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.StateStore;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state folder: mode 0700, its files 0600. */
public final class FolderStore implements StateStore {
    private final Path folder;
    private final Clock clock;
    private @Nullable Known known;

    /** An inventory, and the stamp of the file in which it stands. */
    private record Known(Map<String, Object> stamp, Inventory inventory) {}

    /**
     * Creates the store; the folder is made when something is written.
     *
     * @param clock for the lock's text
     */
    public FolderStore(Path folder, Clock clock) {
        this.folder = folder.toAbsolutePath().normalize();
        this.clock = clock;
    }

    @Override
    public AutoCloseable lock(String purpose) throws HostException, LockedException {
        make(folder);
        return FolderLock.take(folder, purpose, clock);
    }

    /** Parsed once for as long as the file is the same. */
    @Override
    public synchronized Optional<Inventory> load() throws HostException {
        Path file = inventory();
        try {
            Map<String, Object> stamp = stamp(file);
            Known found = known;
            if (found == null || !found.stamp().equals(stamp)) {
                found = new Known(stamp, InventoryJson.read(Files.readString(file)));
                known = found;
            }
            return Optional.of(found.inventory());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HostException("cannot read " + file + ": " + Problem.of(e), e);
        } catch (IllegalArgumentException e) {
            throw new HostException(
                    file + " cannot be used (" + e.getMessage() + "); restore it from a backup, or move it away and run"
                            + " \"podseg plan\": what podseg owns is then found again by its labels",
                    e);
        }
    }

    @Override
    public synchronized void save(Inventory inventory) throws HostException {
        if (load().equals(Optional.of(inventory))) {
            return;
        }
        Path file = inventory();
        write(file, InventoryJson.write(inventory));
        try {
            known = new Known(stamp(file), inventory);
        } catch (IOException e) {
            known = null;
        }
    }

    /** What of a file changes whenever its content does; the kernel sets the time of change, and nobody else can. */
    private static Map<String, Object> stamp(Path file) throws IOException {
        return Files.readAttributes(file, "unix:fileKey,size,lastModifiedTime,ctime");
    }

    @Override
    public void clear() throws HostException {
        try {
            Files.deleteIfExists(inventory());
        } catch (IOException e) {
            throw new HostException("cannot remove " + inventory() + ": " + Problem.of(e), e);
        }
    }

    /**
     * Keeps the ruleset for the next boot below {@code ruleset/}: {@code sets} for {@code ipset restore}, {@code rules.v4} and
     * {@code rules.v6} for {@code iptables-restore --noflush}, each to be loaded where nothing of podseg's is. Sets are written
     * first, so that rules never name a set that is not there.
     */
    public void saveRuleset(Firewall desired) throws HostException {
        FirewallTransaction whole = TransactionBuilder.whole(desired);
        Path ruleset = folder.resolve("ruleset");
        make(folder);
        make(ruleset);
        write(ruleset.resolve("sets"), lines(whole.setsBefore()));
        write(ruleset.resolve("rules.v4"), lines(whole.tables().getOrDefault(Family.V4, List.of())));
        write(ruleset.resolve("rules.v6"), lines(whole.tables().getOrDefault(Family.V6, List.of())));
    }

    private Path inventory() {
        return folder.resolve("inventory.json");
    }

    private void write(Path file, String text) throws HostException {
        make(folder);
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            throw new HostException("cannot write " + file + ": " + Problem.of(e), e);
        }
    }

    private static void make(Path folder) throws HostException {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            Optional<Path> parent = Optional.ofNullable(folder.getParent());
            if (parent.isPresent()) {
                Files.createDirectories(parent.get());
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            throw new HostException(folder + " is needed as a folder and is a file", e);
        } catch (IOException e) {
            throw new HostException("cannot make the folder " + folder + ": " + Problem.of(e), e);
        }
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
