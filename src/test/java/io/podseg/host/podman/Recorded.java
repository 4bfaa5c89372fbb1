package io.podseg.host.podman;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.type.TypeReference;
import io.podseg.host.podman.api.ContainerRow;
import io.podseg.host.podman.api.DockerRow;
import io.podseg.host.podman.api.NetworkJson;
import io.podseg.host.podman.api.PodRow;
import io.podseg.host.podman.api.SecretRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** What real Podmans answered, one folder of test resources for each version. */
final class Recorded {
    private Recorded() {}

    /** The listings of one version. */
    static Observation.Listings listings(String version) {
        String folder = "/podman-" + version + "/";
        return new Observation.Listings(
                version,
                read(folder + "networks", new TypeReference<List<NetworkJson>>() {}),
                read(folder + "pods", new TypeReference<List<PodRow>>() {}),
                read(folder + "containers", new TypeReference<List<ContainerRow>>() {}),
                read(folder + "docker-containers", new TypeReference<List<DockerRow>>() {}),
                read(folder + "secrets", new TypeReference<List<SecretRow>>() {}));
    }

    private static <T> T read(String name, TypeReference<T> type) {
        try (InputStream in = requireNonNull(Recorded.class.getResourceAsStream(name + ".json"), name)) {
            return Json.MAPPER.readValue(in, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
