package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Severity;

/** PS34: IPv6 is open while IPv4 is closed. */
final class OpenIpv6Check extends DeviationCheck {
    private static final About ABOUT = About.of(
            "PS34",
            Severity.CRITICAL,
            "IPv6 unfiltered while IPv4 is filtered",
            "Run podseg apply; see podseg doctor where ip6tables or the bridge sysctls are missing.");

    @Override
    public About about() {
        return ABOUT;
    }
}
