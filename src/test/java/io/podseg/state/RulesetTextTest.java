package io.podseg.state;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RulesetTextTest {
    @Property(tries = 300)
    void whatIsReadIsWhatWasWritten(@ForAll("firewalls") Firewall firewall) {
        assertThat(RulesetText.read(RulesetText.write(firewall), firewall.bridge()))
                .contains(TransactionBuilder.canonical(firewall));
    }

    @Provide
    Arbitrary<Firewall> firewalls() {
        return FirewallArbitraries.firewalls();
    }

    @Test
    void nothingIsWhole() {
        assertThat(RulesetText.read(RulesetText.write(Firewall.NONE), BridgeSysctls.NONE))
                .contains(Firewall.NONE);
    }

    @Test
    void whatWasTouchedIsNotRead() {
        String text = RulesetText.write(Firewall.NONE);
        assertThat(RulesetText.read(text.replace("[end]", "[END]"), BridgeSysctls.NONE))
                .isEmpty();
        assertThat(RulesetText.read(text.substring(0, text.length() - 1), BridgeSysctls.NONE))
                .isEmpty();
        assertThat(RulesetText.read("", BridgeSysctls.NONE)).isEmpty();
        assertThat(RulesetText.read("podseg-ruleset 1 \n", BridgeSysctls.NONE)).isEmpty();
    }
}
