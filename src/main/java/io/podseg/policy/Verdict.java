package io.podseg.policy;

import java.util.List;

/**
 * Whether a connection is allowed, and why.
 *
 * @param allowed the answer
 * @param reasons where allowed: one for each direction, egress first; where denied: only of the directions that deny,
 *     the isolating policies in order, then the nearest rule
 */
public record Verdict(boolean allowed, List<Reason> reasons) {
    public Verdict {
        reasons = List.copyOf(reasons);
    }
}
