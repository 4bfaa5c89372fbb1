package io.podseg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.model.Family;
import io.podseg.reconcile.HostException;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesetFileTest {
    @TempDir
    private Path temporary;

    private Path folder;
    private Path rules;
    private FolderStore store;

    @BeforeEach
    void open() {
        folder = temporary.resolve("podseg");
        rules = folder.resolve("ruleset/rules");
        store = new FolderStore(folder, Clock.systemUTC());
    }

    @Test
    void isOneFileWithTheSumOfItsTextAndTheNamesOfInterfaces() throws Exception {
        store.saveRuleset(firewall("10.0.0.1"));
        String text = Files.readString(rules);
        assertThat(text.substring(text.indexOf('\n') + 1))
                .isEqualTo("[sets]\ncreate podseg4-a hash:ip family inet hashsize 64 maxelem 65536\n"
                        + "add podseg4-a 10.0.0.1\n[rules.v4]\n*mangle\n:PODSEG-FORWARD - [0:0]\n"
                        + "-A PODSEG-FORWARD -i podseg+ -j DROP\n-A PODSEG-FORWARD -o own0 -m set --match-set podseg4-a src"
                        + " -j DROP\n-I FORWARD 1 -j PODSEG-FORWARD\nCOMMIT\n[rules.v6]\n[end]\n");
        byte[] rest = text.substring(text.indexOf('\n') + 1).getBytes(StandardCharsets.UTF_8);
        assertThat(text.lines().findFirst())
                .contains("podseg-ruleset 1 "
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(rest)));
        assertThat(folder.resolve("ruleset/bridges")).hasContent("own0\npodseg+\n");
        assertThat(mode(folder.resolve("ruleset"))).isEqualTo("rwx------");
        assertThat(mode(rules)).isEqualTo("rw-------");
    }

    @Test
    void isOnlyWrittenWhereItChanges() throws Exception {
        store.saveRuleset(firewall("10.0.0.1"));
        Files.setLastModifiedTime(rules, FileTime.from(Instant.EPOCH));
        store.saveRuleset(firewall("10.0.0.1"));
        store.saveRuleset(firewall("10.0.0.1"));
        assertThat(Files.getLastModifiedTime(rules)).isEqualTo(FileTime.from(Instant.EPOCH));
        store.saveRuleset(firewall("10.0.0.2"));
        assertThat(rules).content().contains("10.0.0.2");
    }

    /** Another podseg on the same folder, or somebody who deletes it. */
    @Test
    void isWrittenAgainWhereSomebodyElseChangedIt() throws Exception {
        store.saveRuleset(firewall("10.0.0.1"));
        new FolderStore(folder, Clock.systemUTC()).saveRuleset(firewall("10.0.0.2"));
        store.saveRuleset(firewall("10.0.0.1"));
        assertThat(rules).content().contains("10.0.0.1").doesNotContain("10.0.0.2");
        Files.delete(rules);
        store.saveRuleset(firewall("10.0.0.1"));
        assertThat(rules).content().contains("10.0.0.1");
    }

    /** What has been closed since must not be open after the next boot. */
    @Test
    void thatCannotBeReplacedIsRemoved() throws Exception {
        store.saveRuleset(firewall("10.0.0.1"));
        Files.delete(folder.resolve("ruleset/bridges"));
        Files.createDirectories(folder.resolve("ruleset/bridges/not-empty"));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> store.saveRuleset(firewall("10.0.0.2")))
                .withMessageContaining("cannot write " + rules)
                .withMessageContaining("the older one was removed");
        assertThat(rules).doesNotExist();
    }

    @Test
    void goesWithEverythingElse() throws Exception {
        store.clear();
        store.saveRuleset(firewall("10.0.0.1"));
        store.clear();
        assertThat(folder).isEmptyDirectory();
    }

    private static Firewall firewall(String member) {
        IpSet set = new IpSet("podseg4-a", IpSet.Type.HASH_IP, Family.V4, new TreeSet<>(List.of(member)));
        List<Rule> chain = List.of(
                Rule.of(new Rule.Drop(), new Rule.InInterface("podseg+")),
                Rule.of(new Rule.Drop(), new Rule.OutInterface("own0"), new Rule.InSet("podseg4-a", "src", false)));
        MangleTable table = new MangleTable(
                new TreeMap<>(Map.of("PODSEG-FORWARD", chain)),
                new TreeMap<>(Map.of("FORWARD", MangleTable.Hook.first("PODSEG-FORWARD"))));
        return new Firewall(Map.of(Family.V4, table), new TreeMap<>(Map.of("podseg4-a", set)), true);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
