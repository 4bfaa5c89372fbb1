package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.podseg.host.podman.api.NetworkJson;
import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.NetworkSpec.LeaseRange;
import io.podseg.model.NetworkSpec.Route;
import io.podseg.model.NetworkSpec.Subnet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NetworkCodecTest {
    private static final NetworkSpec FULL = new NetworkSpec(
            "full",
            "bridge",
            List.of(
                    new Subnet(
                            Cidr.of("10.1.0.0/24"),
                            Optional.of(Ip.of("10.1.0.1")),
                            Optional.of(new LeaseRange(Ip.of("10.1.0.128"), Ip.of("10.1.0.254")))),
                    new Subnet(Cidr.of("fd00::/64"), Optional.empty(), Optional.empty())),
            true,
            true,
            false,
            List.of(Ip.of("9.9.9.9")),
            Optional.of(1400),
            Optional.of(12),
            true,
            List.of(new Route(Cidr.of("10.2.0.0/16"), Ip.of("10.1.0.9"), Optional.of(5))),
            Optional.of("br-full"),
            new TreeMap<>(Map.of("metric", "7")),
            new TreeMap<>(Map.of("team", "a")));

    private static NetworkJson json(String text) throws JsonProcessingException {
        return Json.MAPPER.readValue(text, NetworkJson.class);
    }

    @Test
    void whatIsSentIsWhatLibpodDocuments() throws JsonProcessingException {
        assertThat(Json.MAPPER.readTree(Json.write(NetworkCodec.encode(FULL)))).isEqualTo(Json.MAPPER.readTree("""
                {"name":"full","driver":"bridge","network_interface":"br-full",
                 "subnets":[{"subnet":"10.1.0.0/24","gateway":"10.1.0.1",
                             "lease_range":{"start_ip":"10.1.0.128","end_ip":"10.1.0.254"}},
                            {"subnet":"fd00::/64"}],
                 "routes":[{"destination":"10.2.0.0/16","gateway":"10.1.0.9","metric":5}],
                 "ipv6_enabled":true,"internal":true,"dns_enabled":false,"network_dns_servers":["9.9.9.9"],
                 "labels":{"io.podseg.kind":"Network","io.podseg.name":"full","io.podseg.namespace":"",
                           "io.podseg.owner":"podseg","team":"a"},
                 "options":{"isolate":"true","metric":"7","mtu":"1400","vlan":"12"}}"""));
    }

    @Test
    void readingBackGivesTheSameNetworkWithoutOurOwnLabels() throws JsonProcessingException {
        var back = NetworkCodec.decode(json(Json.write(NetworkCodec.encode(FULL))));
        assertThat(back.spec()).isEqualTo(FULL);
        assertThat(back.owned()).isTrue();
    }

    @Test
    void isolationIsStatedForBridgesOnly() {
        assertThat(NetworkCodec.encode(NetworkSpec.bridge("b", List.of())).options())
                .containsEntry("isolate", "false");
        NetworkSpec bridge = NetworkSpec.bridge("m", List.of());
        NetworkSpec macvlan = new NetworkSpec(
                "m",
                "macvlan",
                List.of(),
                false,
                false,
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                Optional.empty(),
                bridge.options(),
                bridge.labels());
        assertThat(NetworkCodec.encode(macvlan).options()).isEmpty();
    }

    @Test
    void strangeValuesOfOthersAreKeptAsOptions() throws JsonProcessingException {
        NetworkSpec spec = NetworkCodec.decode(json(
                        "{\"name\":\"x\",\"driver\":\"bridge\",\"subnets\":[{\"subnet\":\"nonsense\"}],\"labels\":null,"
                                + "\"options\":{\"isolate\":\"strict\",\"mtu\":\"a lot\",\"vlan\":\"99999999999\"}}"))
                .spec();
        assertThat(spec.options()).isEqualTo(Map.of("isolate", "strict", "mtu", "a lot", "vlan", "99999999999"));
        assertThat(spec.subnets()).isEmpty();
        assertThat(spec.isolate()).isFalse();
    }

    @Test
    void whatPodmanLeftOutIsNamed() {
        NetworkSpec made = NetworkSpec.bridge("full", FULL.subnets());
        assertThat(NetworkCodec.lost(FULL, made)).containsExactly("routes", "dnsServers");
        assertThat(NetworkCodec.lost(FULL, made.withSubnets(List.of()))).contains("subnets");
        assertThat(NetworkCodec.lost(FULL, FULL)).isEmpty();
    }
}
