package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.HostCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.HostAudit;
import java.util.stream.Stream;

/** PS27: Podman is root's. */
final class RootfulCheck implements HostCheck {
    private static final About ABOUT = About.of(
                    "PS27",
                    Severity.LOW,
                    "Podman runs as root",
                    "Run containers as an ordinary user where they need nothing of root's (docs/rootless.md); else give each a"
                            + " user namespace of its own.")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "2.1");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(HostAudit host) {
        return host.rootless()
                ? Stream.empty()
                : Stream.of(Remark.of("this Podman is root's: who leaves a container as root is root here", ""));
    }
}
