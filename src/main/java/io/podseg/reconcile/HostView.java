package io.podseg.reconcile;

import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The host as it was read last, for as long as nothing has happened to it: one who looks again and again need not read a
 * thousand pods and ten thousand rules for each look.
 *
 * <p>{@link #podman()} and {@link #netfilter()} are used in place of the real ones. What is kept is forgotten by itself with
 * every change that is made through them, and by {@link #doubt} when something outside tells of a change. It is good for
 * planning only: whoever must know what is in force calls {@link NetfilterPort#observe()}, which always reads the kernel. So a
 * view that is wrong costs a second look and never lets anything pass: what was written is read back before anything is said to
 * be enforced, before anything starts, and repaired where it differs.
 */
public final class HostView {
    private final HostPorts host;
    private final KeptPodman podman;
    private final KeptNetfilter netfilter;
    private final KeptPodRules podRules;

    /**
     * A view in which nothing is known yet.
     *
     * @param nanos a clock that is never set back
     */
    public HostView(HostPorts host, LongSupplier nanos) {
        this.host = host;
        this.podman = new KeptPodman(host.podman());
        this.netfilter = new KeptNetfilter(host.netfilter(), nanos);
        this.podRules = new KeptPodRules(host.podRules(), nanos);
    }

    /** Everything of the host; what was observed is kept. */
    public HostPorts ports() {
        return new HostPorts(podman, netfilter, podRules, host.settings(), host.facts());
    }

    /** Podman; what was observed is kept. */
    public PodmanPort podman() {
        return podman;
    }

    /** The kernel; what was observed is kept for {@link NetfilterPort#believed()}. */
    public NetfilterPort netfilter() {
        return netfilter;
    }

    /** Forgets what may have changed, by what has happened. To be called before a turn is taken for these triggers. */
    public void doubt(Set<Trigger> triggers) {
        for (Trigger trigger : triggers) {
            switch (trigger) {
                case FILES, GIT, WEBHOOK -> {}
                case PODMAN, READINESS -> podman.forget();
                case NETFILTER -> {
                    netfilter.forget();
                    podRules.forget();
                }
                case START, SCHEDULE, RETRY, RESUME -> doubt();
            }
        }
    }

    /** When the kernel began to be read as it is known now; whatever was told before that is in it. */
    public OptionalLong kernelSeen() {
        OptionalLong host = netfilter.seen();
        OptionalLong pods = podRules.seen();
        return host.isPresent() && pods.isPresent()
                ? OptionalLong.of(Math.min(host.getAsLong(), pods.getAsLong()))
                : host;
    }

    /** Forgets everything. */
    public void doubt() {
        podman.forget();
        netfilter.forget();
        podRules.forget();
    }
}
