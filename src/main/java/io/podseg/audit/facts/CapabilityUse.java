package io.podseg.audit.facts;

import io.podseg.model.Sorted;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the processes of a container do with its capabilities. Names are without {@code CAP_}.
 *
 * @param processes how many processes were looked at
 * @param held those that a process has now, effective or permitted
 * @param evident those that something shows to have been used before anybody watched, with what shows it
 * @param watch what the kernel counted; empty where it was not asked or cannot tell
 * @param blind why the kernel was not asked or cannot tell, as a sentence without a full stop; empty where it told
 */
public record CapabilityUse(
        int processes, SortedSet<String> held, SortedMap<String, String> evident, Optional<Watch> watch, String blind) {
    public CapabilityUse {
        held = Collections.unmodifiableSortedSet(new TreeSet<>(held));
        evident = Sorted.map(evident);
        Objects.requireNonNull(watch);
        Objects.requireNonNull(blind);
    }

    /**
     * What the kernel counted.
     *
     * @param seconds how long it counted, rounded up
     * @param used capabilities that were asked for and found, with how often
     */
    public record Watch(long seconds, SortedMap<String, Long> used) {
        public Watch {
            used = Sorted.map(used);
        }
    }
}
