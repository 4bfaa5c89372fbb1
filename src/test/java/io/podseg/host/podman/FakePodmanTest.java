package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PodmanPort;
import org.junit.jupiter.api.Test;

/** The fake keeps the port's contract. */
class FakePodmanTest extends PodmanPortContract {
    private final FakePodman fake = new FakePodman();

    @Override
    PodmanPort port() {
        return fake;
    }

    @Test
    void aFailureIsThrownOnce() throws HostException {
        fake.fail("deleteNetwork back", "It is stuck.");
        assertThatThrownBy(() -> fake.deleteNetwork("back")).hasMessage("It is stuck.");
        fake.deleteNetwork("back");
        assertThat(fake.calls()).endsWith("deleteNetwork back", "deleteNetwork back");
    }
}
