package io.podseg.host.netfilter;

import io.podseg.reconcile.HostException;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Firewall;
import io.podseg.state.RulesetText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ruleset in the state folder that is loaded into a namespace that has none: after a boot, or when it comes again. */
final class KeptRuleset {
    private final Path file;
    private @Nullable Read last;

    private record Read(Map<String, Object> stamp, Optional<Firewall> firewall) {}

    KeptRuleset(Path stateFolder) {
        this.file = stateFolder.resolve("ruleset/rules");
    }

    /** What is kept, parsed once for as long as the file is the same; empty where there is nothing, or it is spoilt. */
    synchronized Optional<Firewall> read() throws HostException {
        try {
            Map<String, Object> stamp = Files.readAttributes(file, "unix:ctime,fileKey");
            Read known = last;
            if (known == null || !known.stamp().equals(stamp)) {
                known = new Read(stamp, RulesetText.read(Files.readString(file), BridgeSysctls.ALL));
                last = known;
            }
            return known.firewall();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HostException("the ruleset " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
