package io.podseg.store;

import io.podseg.host.files.Problem;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.StateStore;
import io.podseg.state.Firewall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state folder: mode 0700, its files 0600. */
public final class FolderStore implements StateStore {
    private final Path folder;
    private final Clock clock;
    private final RulesetFile ruleset;
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
        this.ruleset = new RulesetFile(this.folder.resolve("ruleset"));
    }

    @Override
    public AutoCloseable lock(String purpose) throws HostException, LockedException {
        StateFolder.make(folder);
        return FolderLock.take(folder, "lock", purpose, clock);
    }

    /** Parsed once for as long as the file is the same. */
    @Override
    public synchronized Optional<Inventory> load() throws HostException {
        Path file = inventory();
        try {
            Map<String, Object> stamp = StateFolder.stamp(file);
            Known found = known;
            if (found == null || !found.stamp().equals(stamp)) {
                found = new Known(stamp, InventoryJson.read(Files.readString(file)));
                known = found;
            }
            return Optional.of(found.inventory());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.cannot("read", file, e);
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
        StateFolder.make(folder);
        StateFolder.write(file, InventoryJson.write(inventory));
        try {
            known = new Known(StateFolder.stamp(file), inventory);
        } catch (IOException e) {
            known = null;
        }
    }

    @Override
    public void clear() throws HostException {
        ruleset.remove();
        try {
            Files.deleteIfExists(folder.resolve(ControllerFolder.MANIFESTS));
            Files.deleteIfExists(inventory());
        } catch (IOException e) {
            throw Problem.cannot("remove", inventory(), e);
        }
    }

    @Override
    public void saveRuleset(Firewall firewall) throws HostException {
        StateFolder.make(folder);
        StateFolder.make(folder.resolve("ruleset"));
        ruleset.save(firewall);
    }

    private Path inventory() {
        return folder.resolve("inventory.json");
    }
}
