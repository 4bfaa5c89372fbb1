package io.podseg.plan;

import io.podseg.model.Ip;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerSpec;
import io.podseg.state.ForeignContainer;
import io.podseg.state.HostState;
import io.podseg.state.PodSpec;
import java.util.Optional;
import java.util.stream.Stream;

/** What a pod needs and something of others has. */
final class Collisions {
    private Collisions() {}

    /** A name that the pod needs in Podman. */
    static Optional<String> name(PodSpec wanted, HostState actual) {
        return Stream.concat(
                        Stream.of(wanted.podmanName()), wanted.everyContainer().map(ContainerSpec::podmanName))
                .filter(actual.occupied()::contains)
                .findFirst();
    }

    /** An address that the pod is to have, as a sentence that says who has it. */
    static Optional<String> address(PodSpec wanted, HostState actual) {
        for (ForeignContainer other : actual.foreign().values()) {
            for (Attachment ours : wanted.attachments()) {
                Optional<Ip> both = common(ours, other);
                if (both.isPresent()) {
                    return Optional.of("container " + other.name() + ", which is not podseg's, has the address "
                            + both.get() + " on network " + ours.network() + " that " + wanted.key() + " is to have");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Ip> common(Attachment ours, ForeignContainer other) {
        return other.attachments().stream()
                .filter(theirs -> theirs.network().equals(ours.network()))
                .flatMap(theirs -> theirs.addresses().stream())
                .filter(ours.addresses()::contains)
                .findFirst();
    }
}
