package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import org.jspecify.annotations.Nullable;

/** What a SecurityProfile fills in, by the checks of the pods that it is filled into. */
public final class DefaultsCheck {
    private final Problems problems;

    /** A check of one profile. */
    public DefaultsCheck(Problems problems) {
        this.problems = problems;
    }

    /** Ids, names of capabilities, profiles and labels. */
    public void context(SecurityContext context, String pointer) {
        new SecurityCheck(problems, null).check(context, pointer);
    }

    /** A liveness probe; it may name a port by number only, since it is for containers of any kind. */
    public void healthCheck(@Nullable Probe probe, String pointer) {
        new ProbeCheck(problems, new Container()).check(probe, pointer, true);
        if (probe != null && probe.getGrpc() != null) {
            problems.error(
                    pointer + "/grpc", "nothing here speaks gRPC to a container; write exec with a client of its own");
        }
        if (probe != null && probe.getTerminationGracePeriodSeconds() != null) {
            problems.error(
                    pointer + "/terminationGracePeriodSeconds",
                    "terminationGracePeriodSeconds is not enforced here: the one of the pod counts");
        }
    }

    /** One limit of setrlimit(2); whether it is right. */
    public boolean ulimit(String name, long soft, long hard, String pointer) {
        if (!PodmanAnnotationCheck.ULIMITS.contains(name)) {
            problems.error(
                    pointer + "/name",
                    "there is no ulimit " + Quoted.of(name)
                            + DidYouMean.orExpected(name, PodmanAnnotationCheck.ULIMITS, "nofile"));
            return false;
        }
        if (soft < -1 || hard < -1 || hard >= 0 && (soft < 0 || soft > hard)) {
            problems.error(pointer, "ulimit " + name + " has a soft limit above the hard one");
            return false;
        }
        return true;
    }
}
