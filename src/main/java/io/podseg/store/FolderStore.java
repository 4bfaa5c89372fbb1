package io.podseg.store;

import io.podseg.model.Family;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.StateStore;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The state folder: mode 0700, its files 0600. */
public final class FolderStore implements StateStore {
    private final Path folder;
    private final Clock clock;

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
        StateFolder.make(folder);
        return FolderLock.take(folder, "lock", purpose, clock);
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
        try {
            Files.deleteIfExists(folder.resolve(ControllerFolder.MANIFESTS));
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
        StateFolder.make(folder);
        StateFolder.make(ruleset);
        write(ruleset.resolve("sets"), lines(whole.setsBefore()));
        write(ruleset.resolve("rules.v4"), lines(whole.tables().getOrDefault(Family.V4, List.of())));
        write(ruleset.resolve("rules.v6"), lines(whole.tables().getOrDefault(Family.V6, List.of())));
    }

    private Path inventory() {
        return folder.resolve("inventory.json");
    }

    private void write(Path file, String text) throws HostException {
        StateFolder.make(folder);
        StateFolder.write(file, text);
    }

    private static String lines(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
