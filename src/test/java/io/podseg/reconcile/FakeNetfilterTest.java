package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.model.Family;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.TransactionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeNetfilterTest extends NetfilterPortContract {
    private final FakeNetfilter fake = new FakeNetfilter();

    @Override
    protected NetfilterPort port() {
        return fake;
    }

    @Override
    protected void tamper(Family family, List<String> lines) throws HostException {
        fake.tamper(family, lines);
    }

    @Override
    protected void tamperSets(List<String> lines) throws HostException {
        fake.tamperSets(lines);
    }

    @Override
    protected int rounds() {
        return 500;
    }

    @Test
    void failsWhereItIsToldTo() throws Exception {
        Firewall desired = Samples.firewall(IpSet.Type.HASH_IP, List.of("10.0.0.1"));
        fake.failWhen(line -> line.startsWith("-A PODSEG-A"));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> fake.apply(TransactionBuilder.whole(desired)))
                .withMessageContaining("injected");
        fake.failWhen(_ -> false);
        assertThat(fake.observe().table(Family.V4).chains()).isEmpty();
        assertThat(fake.observe().sets()).containsOnlyKeys("podseg4-a");
        assertThat(fake.writes()).isEqualTo(1);
        assertThat(fake.applied()).hasSize(1);
    }
}
