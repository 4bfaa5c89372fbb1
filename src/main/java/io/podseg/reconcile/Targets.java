package io.podseg.reconcile;

import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.DidYouMean;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.plan.Change;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.Membership;
import io.podseg.state.PodState;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows from naming targets. */
final class Targets {
    private Targets() {}

    /** Targets that mean nothing. */
    static List<Diagnostic> unknown(Keeping keeping) {
        return keeping.unknown().stream()
                .map(key -> Diagnostic.error(
                        Position.of("--target"),
                        key + " is neither declared nor on this host"
                                + DidYouMean.suffix(key.toString(), keeping.names())))
                .toList();
    }

    /** Declared objects whose pods stand on a network that can only be made anew together with them. */
    static List<ObjectKey> dragged(Planned planned, Declarations declarations) {
        Set<ObjectKey> declared =
                declarations.all().map(manifest -> manifest.key()).collect(Collectors.toSet());
        Set<String> networks = planned.plan().changes().stream()
                .filter(change -> change instanceof Change.Conflict
                        && change.header().key().kind().equals("Network"))
                .map(change -> change.header().key().name())
                .collect(Collectors.toSet());
        return planned.actual().pods().values().stream()
                .filter(pod ->
                        pod.attachments().stream().anyMatch(attachment -> networks.contains(attachment.network())))
                .map(Targets::owner)
                .filter(declared::contains)
                .distinct()
                .toList();
    }

    private static ObjectKey owner(PodState pod) {
        return pod.member().map(Membership::workload).orElse(pod.key());
    }
}
