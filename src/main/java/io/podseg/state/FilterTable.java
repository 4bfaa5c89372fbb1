package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Podseg's part of the filter table of one family.
 *
 * @param chains podseg's own chains ({@code PODSEG*}) by name, rules in order
 * @param hooks for each built-in chain that podseg stands in, how it stands there
 */
public record FilterTable(SortedMap<String, List<Rule>> chains, SortedMap<String, Hook> hooks) {
    public static final FilterTable NONE = new FilterTable(new TreeMap<>(), new TreeMap<>());

    public FilterTable {
        TreeMap<String, List<Rule>> copy = new TreeMap<>();
        chains.forEach((name, rules) -> copy.put(name, List.copyOf(rules)));
        chains = Sorted.map(copy);
        hooks = Sorted.map(hooks);
    }

    /**
     * Podseg's jump in a built-in chain.
     *
     * @param target the chain jumped to
     * @param position position of the first such jump from 1; 0 where there is none
     * @param count how many such jumps there are
     */
    public record Hook(String target, int position, int count) {
        /** The only right place: once, first. */
        public static Hook first(String target) {
            return new Hook(target, 1, 1);
        }
    }
}
