package io.podseg.reconcile;

import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.live.Seen;
import java.time.Duration;
import java.util.List;

/** What the audit sees of a host: containers of everybody, and the host itself. Changes nothing. */
public interface LookPort {
    /** A host of which nothing can be seen. */
    LookPort NONE = new LookPort() {
        @Override
        public List<Seen> containers(Duration watched) {
            return List.of();
        }

        @Override
        public Settings settings() {
            return new Settings(new HostAudit(false, List.of(), List.of(), List.of(), List.of()), false, "");
        }
    };

    /**
     * All containers, running or not.
     *
     * @param watched how long the kernel counts which capabilities are used; zero for not at all
     */
    List<Seen> containers(Duration watched) throws HostException;

    /** How the host is set up. What cannot be read is left out. */
    Settings settings();

    /**
     * How a host is set up.
     *
     * @param host as the audit's checks look at it, without deviations
     * @param ipv6 whether its kernel has IPv6
     * @param users user namespace of containers that do not say it themselves, as containers.conf has it; empty where it says nothing
     */
    record Settings(HostAudit host, boolean ipv6, String users) {}
}
