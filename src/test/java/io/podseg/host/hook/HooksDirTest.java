package io.podseg.host.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.hook.HooksDir.Setting;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** containers.conf(5) is TOML, of which people use what they know. */
class HooksDirTest {
    @Test
    void isReadInEveryFormThatPeopleWrite() {
        says("[engine]\nhooks_dir = [\"/a\", '/b']", "/a", "/b");
        says(
                "[containers]\ninit=true\n\n  [ engine ] # mine\n  hooks_dir=[ # these\n  \"/a\", # not \"/x\"\n  \"/b\"\n]\n",
                "/a",
                "/b");
        says("engine.hooks_dir = [\"/a]b\"]", "/a]b");
        says("[engine]\nhooks_dir = []");
        says("[engine]\n\"hooks_dir\" = ['/a',]", "/a");
    }

    @Test
    void otherThingsAreNotTakenForIt() {
        for (String text : List.of(
                "",
                "[engine]\n# hooks_dir = ['/a']\n",
                "[other]\nhooks_dir = ['/a']\n",
                "hooks_dir = ['/a']\n",
                "[engine]\nmy_hooks_dir = ['/a']\n",
                "[engine]\n[engine.runtimes]\nhooks_dir = ['/a']\n")) {
            assertThat(HooksDir.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void podmansWordForAppendingIsUnderstood() {
        assertThat(HooksDir.parse("[engine]\nhooks_dir = ['/a', {append=true}]"))
                .contains(new Setting(List.of("/a"), Optional.of(true)));
        assertThat(HooksDir.parse("[engine]\nhooks_dir = [{append = false}, '/a']"))
                .contains(new Setting(List.of("/a"), Optional.of(false)));
    }

    private static void says(String toml, String... folders) {
        assertThat(HooksDir.parse(toml)).as(toml).contains(new Setting(List.of(folders), Optional.empty()));
    }
}
