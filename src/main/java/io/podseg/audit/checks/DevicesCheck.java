package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PS14: devices of the host. */
final class DevicesCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS14",
                    Severity.HIGH,
                    "Devices of the host",
                    "Remove the device, or hand over the one that is needed and no more.")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.CIS, "5.18");

    /** Those by which everything can be read or written. */
    private static final Pattern WHOLE = Pattern.compile(
            "/dev/(mem|kmem|port|kvm|(sd|vd|xvd|hd)[a-z]+[0-9]*|nvme[0-9].*|dm-[0-9]+|mapper/.*|disk/.*|mmcblk.*|loop[0-9].*)?");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return container.files().devices().stream().distinct().sorted().map(DevicesCheck::remark);
    }

    private static Remark remark(String device) {
        Remark remark = Remark.of("has the device " + device + " of the host", "/volumeMounts");
        return WHOLE.matcher(device).matches() ? remark : remark.severe(Severity.MEDIUM);
    }
}
