package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.HostCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.HostAudit.Guarded;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** PS28: others may write what decides about containers. */
final class GuardedFilesCheck implements HostCheck {
    private static final About ABOUT = About.of(
                    "PS28",
                    Severity.HIGH,
                    "Owner and mode of sockets, settings and hooks",
                    "Give the file to root (rootless: to the user) with chown, and take the rights from others with chmod:"
                            + " 0660 for the socket, 0644 for files, 0755 for folders.")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "3.1", "3.2", "3.3", "3.4", "3.15", "3.16");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(HostAudit host) {
        return host.files().stream().flatMap(GuardedFilesCheck::remarks);
    }

    private static Stream<Remark> remarks(Guarded file) {
        List<Remark> remarks = new ArrayList<>();
        String name = file.path() + " (" + file.purpose() + ")";
        if (file.owner() != file.expectedOwner()) {
            remarks.add(Remark.of(name + " belongs to the user " + file.owner(), ""));
        }
        if ((file.mode() & file.forbidden()) != 0) {
            remarks.add(Remark.of(
                    "%s has the mode %04o, of which others must not have %04o"
                            .formatted(name, file.mode(), file.mode() & file.forbidden()),
                    ""));
        }
        return remarks.stream();
    }
}
