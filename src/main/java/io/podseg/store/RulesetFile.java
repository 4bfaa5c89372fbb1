package io.podseg.store;

import io.podseg.host.files.Problem;
import io.podseg.reconcile.HostException;
import io.podseg.state.Firewall;
import io.podseg.state.Rule;
import io.podseg.state.RulesetText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The ruleset for the next boot, which the program {@code podseg-firewall} loads without any Java.
 *
 * <p>All in one file, so that it is old or new as a whole; {@link RulesetText} says how it is written. Beside it {@code bridges} with the names of the interfaces that it guards, one a
 * line: of use where the ruleset itself is spoilt and all of them must be closed.
 */
final class RulesetFile {
    private final Path folder;
    private Optional<Kept> kept = Optional.empty();

    RulesetFile(Path folder) {
        this.folder = folder;
    }

    /** What this process wrote last, and how to see that nobody has touched it since. */
    private record Kept(Firewall firewall, Map<String, Object> stamp) {}

    /** Writes it unless it is there; an older one that cannot be replaced is removed. */
    void save(Firewall firewall) throws HostException {
        if (kept.isPresent()
                && kept.get().firewall().equals(firewall)
                && stamp().equals(kept.get().stamp())) {
            return;
        }
        try {
            AtomicFile.write(folder.resolve("bridges"), bridges(firewall));
            AtomicFile.write(rules(), RulesetText.write(firewall));
            kept = Optional.of(new Kept(firewall, stamp()));
        } catch (IOException e) {
            throw new HostException(
                    "cannot write " + rules() + ": " + Problem.of(e) + "; " + outdated()
                            + " Until it can be written, a boot leaves all of podseg's networks closed until podseg runs.",
                    e);
        }
    }

    private String outdated() {
        try {
            Files.deleteIfExists(rules());
            return "the older one was removed.";
        } catch (IOException e) {
            return "the older one is still there (" + Problem.of(e) + ").";
        }
    }

    /** Removes it; none is no error. */
    void remove() throws HostException {
        kept = Optional.empty();
        try {
            Files.deleteIfExists(rules());
            Files.deleteIfExists(folder.resolve("bridges"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw Problem.cannot("remove", folder, e);
        }
    }

    private Path rules() {
        return folder.resolve("rules");
    }

    /** The file's stamp; empty where there is no file. */
    private Map<String, Object> stamp() {
        try {
            return StateFolder.stamp(rules());
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static String bridges(Firewall firewall) {
        TreeSet<String> names = new TreeSet<>();
        firewall.tables().values().stream()
                .flatMap(table -> table.chains().values().stream().flatMap(List::stream))
                .filter(Rule.Own.class::isInstance)
                .flatMap(rule -> ((Rule.Own) rule).matches().stream())
                .forEach(match -> {
                    switch (match) {
                        case Rule.InInterface(String name) -> names.add(name);
                        case Rule.OutInterface(String name) -> names.add(name);
                        default -> {}
                    }
                });
        return String.join("\n", names) + "\n";
    }
}
