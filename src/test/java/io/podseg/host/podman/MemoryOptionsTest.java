package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryOptionsTest {
    @Test
    void aSizeIsToldInPages() {
        assertThat(MemoryOptions.of("mode=1777,nosuid,size=8388609", 4096))
                .isEqualTo("mode=1777,nosuid,nr_blocks=2049");
        assertThat(MemoryOptions.of("size=4m,nodev", 4096)).isEqualTo("nr_blocks=1024,nodev");
        assertThat(MemoryOptions.of("size=1G", 65536)).isEqualTo("nr_blocks=16384");
        assertThat(MemoryOptions.of("nodev,size=50%", 4096)).isEqualTo("nodev,size=50%");
    }
}
