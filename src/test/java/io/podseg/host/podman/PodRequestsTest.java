package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerSpec;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PodRequestsTest {
    private static final Path FILES = Path.of("/state/files");

    private static JsonNode json(Object request) throws JsonProcessingException {
        return Json.MAPPER.readTree(Json.write(request));
    }

    private static JsonNode container(PodSpec pod, MountSpec... mounts) throws JsonProcessingException {
        ContainerSpec container = TestPods.container(pod.podmanName(), "main", List.of(mounts), "sleep", "9");
        return json(PodRequests.container(pod, container, PodRequests.OnHost.of(container), FILES));
    }

    @Test
    void aPodHasItsNetworksPortsAndMarks() throws JsonProcessingException {
        PodSpec plain = TestPods.sleeper(
                "web",
                new Attachment(
                        "back",
                        List.of(Ip.of("fd00::5"), Ip.of("10.2.0.5")),
                        List.of("db"),
                        Optional.of("02:00:00:00:00:01"),
                        Optional.of("eth0")),
                TestPods.attachment("front", "10.1.0.5"));
        PodSpec pod = new PodSpec(
                plain.key(),
                plain.podmanName(),
                plain.hostname(),
                false,
                plain.attachments(),
                List.of(
                        new PodSpec.PublishedPort(Optional.of(Ip.of("::1")), 8080, 80, Protocol.TCP),
                        new PodSpec.PublishedPort(Optional.empty(), 5353, 53, Protocol.UDP)),
                plain.containers(),
                plain.labels(),
                "always",
                Optional.empty());
        JsonNode request = json(PodRequests.pod(pod, Quirks.NONE));
        assertThat(request.at("/userns").isMissingNode()).isTrue();
        assertThat(json(PodRequests.pod(pod, Quirks.of("4.9.0")))
                        .at("/userns/nsmode")
                        .asText())
                .as("Podman 4 would give one of containers.conf to the infra container alone")
                .isEqualTo("host");
        assertThat(request.at("/name").asText()).isEqualTo("shop_web");
        assertThat(request.at("/netns/nsmode").asText()).isEqualTo("bridge");
        assertThat(request.at("/networks").toString())
                .isEqualTo("{\"back\":{\"static_ips\":[\"10.2.0.5\",\"fd00::5\"],\"aliases\":[\"db\"],"
                        + "\"static_mac\":\"02:00:00:00:00:01\",\"interface_name\":\"eth0\"},"
                        + "\"front\":{\"static_ips\":[\"10.1.0.5\"],\"interface_name\":\"eth1\"}}");
        assertThat(request.at("/portmappings").toString())
                .isEqualTo("[{\"host_ip\":\"::1\",\"host_port\":8080,\"container_port\":80,\"protocol\":\"tcp\"},"
                        + "{\"host_port\":5353,\"container_port\":53,\"protocol\":\"udp\"}]");
        assertThat(request.at("/labels/io.podseg.owner").asText()).isEqualTo("podseg");
        assertThat(AttachmentLabel.read(
                        request.at("/labels/io.podseg.attachments").asText()))
                .isEqualTo(pod.attachments());
    }

    @Test
    void aContainerCannotPassForAnother() throws JsonProcessingException {
        PodSpec plain = TestPods.sleeper("web");
        TreeMap<String, String> labels = new TreeMap<>(plain.labels());
        labels.put("io.podseg.owner", "somebody");
        labels.put("io.podseg.container", "other");
        JsonNode request = container(plain.withLabels(labels));
        assertThat(request.at("/labels/io.podseg.owner").asText()).isEqualTo("podseg");
        assertThat(request.at("/labels/io.podseg.container").asText()).isEqualTo("main");
        assertThat(request.at("/labels/app").asText()).isEqualTo("web");
        assertThat(request.at("/labels").has("io.podseg.attachments")).isFalse();
    }

    @Test
    void eachMountGoesItsWay() throws JsonProcessingException {
        JsonNode request = container(
                TestPods.sleeper("web"),
                new MountSpec.Tmpfs("/t", Optional.empty(), List.of()),
                new MountSpec.HostPath("/t,ro:/x", "/srv:z", false, "Directory"),
                new MountSpec.HostPath("/dev/x", "/dev/null", true, "CharDevice"),
                new MountSpec.Files("/c", "web/c-1", new TreeMap<>(), 0644),
                new MountSpec.PodVolume("/v", "web_v", true),
                new MountSpec.SecretFile("/s", "podseg_1_2", 0440));
        assertThat(request.at("/mounts").toString())
                .isEqualTo("[{\"type\":\"tmpfs\",\"source\":\"tmpfs\",\"destination\":\"/t\","
                        + "\"options\":[\"rw\",\"nosuid\",\"nodev\",\"mode=1777\"]},"
                        + "{\"type\":\"bind\",\"source\":\"/srv:z\",\"destination\":\"/t,ro:/x\","
                        + "\"options\":[\"rbind\",\"rw\",\"rprivate\"]},"
                        + "{\"type\":\"bind\",\"source\":\"/state/files/web/c-1\",\"destination\":\"/c\","
                        + "\"options\":[\"rbind\",\"ro\",\"rprivate\",\"nosuid\",\"nodev\",\"z\"]}]");
        assertThat(request.at("/devices").toString()).isEqualTo("[{\"path\":\"/dev/null:/dev/x:r\"}]");
        assertThat(request.at("/volumes").toString())
                .isEqualTo("[{\"Name\":\"web_v\",\"Dest\":\"/v\",\"Options\":[\"ro\"]}]");
        assertThat(request.at("/secrets").toString())
                .isEqualTo("[{\"Source\":\"podseg_1_2\",\"Target\":\"/s\",\"Mode\":288}]");
    }

    @Test
    void aQuotaIsNeverShorterThanTheKernelTakes() throws JsonProcessingException {
        assertThat(cpu(5).toString()).isEqualTo("{\"quota\":1000,\"period\":100000}");
        assertThat(cpu(2500).toString()).isEqualTo("{\"quota\":250000,\"period\":100000}");
    }

    private static JsonNode cpu(long millis) throws JsonProcessingException {
        ContainerSpec plain = TestPods.container("shop_web", "main", List.of());
        ContainerSpec limited = new ContainerSpec(
                plain.name(),
                plain.podmanName(),
                plain.image(),
                plain.pullPolicy(),
                List.of(),
                List.of(),
                Optional.empty(),
                plain.env(),
                plain.secretEnv(),
                List.of(),
                plain.security(),
                Optional.empty(),
                Optional.of(millis));
        return json(PodRequests.container(TestPods.sleeper("web"), limited, PodRequests.OnHost.of(limited), FILES))
                .at("/resource_limits/cpu");
    }

    @Test
    void whatIsNotGivenIsNotSent() throws JsonProcessingException {
        JsonNode request = container(TestPods.sleeper("web"));
        assertThat(request.has("entrypoint")).isFalse();
        assertThat(request.has("user")).isFalse();
        assertThat(request.has("resource_limits")).isFalse();
        assertThat(request.at("/command").toString()).isEqualTo("[\"sleep\",\"9\"]");
    }
}
