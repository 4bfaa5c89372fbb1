package io.podseg.store;

import io.podseg.plan.Inventory;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.StateStore;
import io.podseg.state.Firewall;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;

/** The state folder: mode 0700, its files 0600. */
public final class FolderStore implements StateStore {
    private final Path folder;
    private final Clock clock;
    private final RulesetFile ruleset;

    /**
     * Creates the store; the folder is made when something is written.
     *
     * @param clock for the lock's text
     */
    public FolderStore(Path folder, Clock clock) {
        this.folder = folder.toAbsolutePath().normalize();
        this.clock = clock;
        this.ruleset = new RulesetFile(this.folder.resolve("ruleset"));
    }

    @Override
    public AutoCloseable lock(String purpose) throws HostException, LockedException {
        make(folder);
        return FolderLock.take(folder, purpose, clock);
    }

    @Override
    public Optional<Inventory> load() throws HostException {
        Path file = inventory();
        try {
            return Optional.of(InventoryJson.read(Files.readString(file)));
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
    public void save(Inventory inventory) throws HostException {
        if (!load().equals(Optional.of(inventory))) {
            write(inventory(), InventoryJson.write(inventory));
        }
    }

    @Override
    public void clear() throws HostException {
        ruleset.remove();
        try {
            Files.deleteIfExists(inventory());
        } catch (IOException e) {
            throw new HostException("cannot remove " + inventory() + ": " + Problem.of(e), e);
        }
    }

    @Override
    public void saveRuleset(Firewall firewall) throws HostException {
        make(folder);
        make(folder.resolve("ruleset"));
        ruleset.save(firewall);
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

    static void make(Path folder) throws HostException {
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
}
