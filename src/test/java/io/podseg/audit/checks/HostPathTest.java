package io.podseg.audit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "/.",
                "/srv/..",
                "/run",
                "/var/run/",
                "/run//podman",
                "/run/podman/podman.sock",
                "/var/run/docker.sock",
                "/run/user/1000/podman/podman.sock",
                "/run/user/1000",
                "/run/containerd/containerd.sock",
                "/home/me/.docker/run/docker.sock"
            })
    void leadsToAnEngine(String path) {
        assertThat(HostPath.of(path).socket()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv", "/run/systemd/notify", "/run/podman.conf", "/var/runner", "/srv/podman.sock.d"})
    void leadsToNone(String path) {
        assertThat(HostPath.of(path).socket()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/etc/shadow",
                "/srv/../etc",
                "/root/.ssh",
                "/proc",
                "/sys/fs/cgroup",
                "/var/lib/containers/storage"
            })
    void isSensitive(String path) {
        assertThat(HostPath.of(path).meaning()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/srv/data", "/opt", "/etcetera", "/data/etc", "/var/lib/mysql"})
    void isNot(String path) {
        assertThat(HostPath.of(path).meaning()).isEmpty();
    }
}
