package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The audit of an ordinary user's containers, whose ids and files look otherwise from inside that user's namespace. */
class RootlessAuditIT {
    @Test
    void whatRunsIsSeenFromInsideTheUsersNamespace() throws IOException {
        try (Lab lab = Lab.startRootless()) {
            lab.podman("run", "-d", "--name=plain", "--network=none", Images.BUSYBOX, "sleep", "1000")
                    .ok();
            lab.podman("run", "-d", "--name=shared", "--network=host", "--pid=host", Images.BUSYBOX, "sleep", "1000")
                    .ok();
            List<String> found = new ArrayList<>();
            String json = lab.podseg(
                            "audit",
                            "--live",
                            "--fail-on=none",
                            "--include=PS02,PS06,PS10,PS18,PS27,PS28",
                            "-o",
                            "json")
                    .ok()
                    .stdout();
            for (JsonNode finding : JsonMapper.builder().build().readTree(json).get("findings")) {
                found.add(finding.get("check").asText() + " "
                        + finding.get("severity").asText() + " "
                        + finding.get("object").get("name").asText());
            }
            assertThat(found)
                    .containsExactlyInAnyOrder(
                            "PS06 high plain",
                            "PS10 medium plain",
                            "PS18 low plain",
                            "PS02 high shared",
                            "PS02 high shared",
                            "PS06 high shared",
                            "PS10 medium shared",
                            "PS18 low shared");
        }
    }
}
