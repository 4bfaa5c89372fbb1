package io.podseg.audit;

import io.podseg.audit.facts.Subject;
import io.podseg.model.Position;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Something that is not as it should be.
 *
 * @param check id of the check
 * @param severity how bad it is
 * @param profiles profiles that it belongs to
 * @param subject what it is about
 * @param position where that is written; empty for what runs
 * @param pointer JSON pointer of the field below the subject
 * @param message one sentence, without a full stop
 * @param remedy what to do
 * @param exemption the reason why it is accepted, where it is
 */
public record Finding(
        String check,
        Severity severity,
        Set<Profile> profiles,
        Subject subject,
        Optional<Position> position,
        String pointer,
        String message,
        String remedy,
        Optional<String> exemption)
        implements Comparable<Finding> {
    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::subject)
            .thenComparing(Finding::severity)
            .thenComparing(Finding::check)
            .thenComparing(Finding::pointer)
            .thenComparing(Finding::message);

    public Finding {
        Objects.requireNonNull(check);
        Objects.requireNonNull(severity);
        profiles = Set.copyOf(profiles);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(position);
        Objects.requireNonNull(pointer);
        Objects.requireNonNull(message);
        Objects.requireNonNull(remedy);
        Objects.requireNonNull(exemption);
    }

    /** Whether somebody has to do something about it. */
    public boolean open() {
        return exemption.isEmpty();
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }
}
