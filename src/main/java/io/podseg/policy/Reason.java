package io.podseg.policy;

import io.podseg.model.ObjectKey;
import java.util.Optional;

/**
 * One step of the way to a verdict.
 *
 * @param kind what decided
 * @param direction whose rules were asked; empty where none were
 * @param policy the policy it is about
 * @param rule index of its rule, from 0
 * @param text the reason as a sentence without a full stop; numbers rules from 1
 */
public record Reason(
        Kind kind, Optional<Direction> direction, Optional<ObjectKey> policy, Optional<Integer> rule, String text) {
    /** What decided. */
    public enum Kind {
        /** A pod may always reach itself. */
        SELF,
        /** The source uses the node's address, and the node may always reach its pods. */
        NODE,
        /** The end has no policy of its own in this direction: it is outside, a resolver, or uses the host's network. */
        NOT_SELECTABLE,
        /** No policy isolates the pod in this direction. */
        NOT_ISOLATED,
        /** A rule allows it. */
        ALLOWED,
        /** A policy isolates the pod and none allows the connection. */
        ISOLATED,
        /** The rule that came nearest to allowing it, and why it did not. */
        NEAREST,
        /** The pod does not see who comes, and not everybody may. */
        HIDDEN,
        /** Policies in audit mode would deny it if they were enforced; nothing is denied by them. */
        AUDIT,
        /** The two have no address of the same family. */
        NO_ADDRESS,
        /** No network carries packets from the one to the other. */
        NO_ROUTE
    }
}
