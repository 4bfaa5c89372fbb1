package io.podseg.status;

import io.podseg.plan.ReadySets;
import io.podseg.state.Firewall;
import java.util.Set;
import java.util.stream.Collectors;

/** Addresses that are programmed: all others are dark. */
final class ReadyAddresses {
    private ReadyAddresses() {}

    static Set<String> of(Firewall firewall) {
        return firewall.sets().values().stream()
                .filter(set -> ReadySets.isReadySet(set.name()))
                .flatMap(set -> set.members().stream())
                .map(member -> member.split(",", 2)[0])
                .collect(Collectors.toSet());
    }
}
