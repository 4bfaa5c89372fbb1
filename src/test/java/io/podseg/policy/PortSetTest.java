package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Protocol;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PortSetTest {
    private static final List<Integer> PORTS = List.of(1, 2, 3, 4, 5, 6, 65533, 65534, 65535);

    @Provide
    Arbitrary<PortSet> sets() {
        return Arbitraries.randomValue(random -> {
            PortSet set = PortSet.NONE;
            for (int i = 0; i < random.nextInt(4); i++) {
                int one = PORTS.get(random.nextInt(PORTS.size()));
                int other = PORTS.get(random.nextInt(PORTS.size()));
                set = set.union(
                        PortSet.of(Protocol.values()[random.nextInt(3)], Math.min(one, other), Math.max(one, other)));
            }
            return random.nextInt(5) == 0 ? set.complement() : set;
        });
    }

    @Property
    void algebraHoldsPortByPort(@ForAll("sets") PortSet one, @ForAll("sets") PortSet other) {
        for (Protocol protocol : Protocol.values()) {
            for (int port : PORTS) {
                boolean in = one.contains(port, protocol);
                boolean also = other.contains(port, protocol);
                assertThat(one.union(other).contains(port, protocol)).isEqualTo(in || also);
                assertThat(one.intersect(other).contains(port, protocol)).isEqualTo(in && also);
                assertThat(one.minus(other).contains(port, protocol)).isEqualTo(in && !also);
                assertThat(one.complement().contains(port, protocol)).isEqualTo(!in);
            }
        }
        assertThat(one.union(other)).isEqualTo(other.union(one)).hasSameHashCodeAs(other.union(one));
        assertThat(one.union(one.complement())).isSameAs(PortSet.ALL);
    }

    @Test
    void textIsTheShorterOne() {
        PortSet http = PortSet.of(Protocol.TCP, 80, 80);
        assertThat(http).hasToString("80/TCP");
        assertThat(http.complement()).hasToString("any port but 80/TCP");
        assertThat(PortSet.of(Protocol.UDP, 1000, 2000).union(http)).hasToString("80/TCP, 1000-2000/UDP");
        assertThat(PortSet.of(Protocol.UDP, 1, 65535)).hasToString("all UDP");
        assertThat(PortSet.ALL).hasToString("any port");
    }
}
