package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec.LeaseRange;
import io.podseg.model.NetworkSpec.Subnet;
import io.podseg.state.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressPoolTest {
    @ParameterizedTest
    @CsvSource({
        "10.89.0.0/28, 10.89.0.1, 10.89.0.8, 10.89.0.14, 6",
        "10.89.0.0/28, 10.89.0.14, 10.89.0.2, 10.89.0.3, 11",
        "10.89.0.0/28, 10.89.0.1, 10.89.0.15, 10.89.0.15, 13",
        "fd00::/124, fd00::1, fd00::8, fd00::f, 6"
    })
    void choosesTheFirstFreeOneFromThePlaceOfTheHash(
            String block, String gateway, String first, String last, int room) {
        Cidr cidr = Cidr.of(block);
        AddressPool pool = new AddressPool(
                new Subnet(cidr, Optional.of(Ip.of(gateway)), Optional.of(new LeaseRange(Ip.of(first), Ip.of(last)))));
        List<Ip> chosen = new ArrayList<>();
        for (int i = 0; i < room; i++) {
            String hash = Hash.of("pod" + i);
            Ip expected = triedOneByOne(pool, cidr, hash);
            assertThat(pool.choose(hash)).contains(expected);
            chosen.add(expected);
        }
        assertThat(chosen).doesNotHaveDuplicates();
        assertThat(pool.choose(Hash.of("one more"))).isEmpty();
    }

    private static Ip triedOneByOne(AddressPool pool, Cidr cidr, String hash) {
        int size = 16;
        int start = new BigInteger(hash, 16).mod(BigInteger.valueOf(size)).intValue();
        for (int i = 0; i < size; i++) {
            Ip ip = cidr.base().plus((start + i) % size);
            if (pool.isFree(ip)) {
                return ip;
            }
        }
        throw new AssertionError("none is free");
    }
}
