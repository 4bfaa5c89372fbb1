package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Podseg's part of the tables of one family: mangle, and {@link #RAW} for two chains of the standing guard.
 *
 * <p>Why mangle and not filter: every packet passes mangle's FORWARD and INPUT before filter's, with destinations already
 * translated, and a drop there is final. In filter, whoever inserts an accept above podseg's jump opens what podseg closes, and
 * netavark does just that when the first container of a host starts. Podseg never accepts, so that it stands first takes nothing
 * from the host's own rules.
 *
 * <p>Why the guard stands in raw too: whoever flushes the whole of mangle takes everything there along. What stands in raw
 * still keeps whatever is not programmed from sending.
 *
 * @param chains podseg's own chains ({@code PODSEG*}) by name, rules in order
 * @param hooks for each built-in chain that podseg stands in, how it stands there
 */
public record MangleTable(SortedMap<String, List<Rule>> chains, SortedMap<String, Hook> hooks) {
    /** The table of PREROUTING and OUTPUT; FORWARD, INPUT and POSTROUTING are mangle's. */
    public static final String RAW = "raw";

    public static final String MANGLE = "mangle";

    /** All tables, in the order in which they are written. */
    public static final List<String> TABLES = List.of(MANGLE, RAW);

    private static final Set<String> RAW_HOOKS = Set.of("PREROUTING", "OUTPUT");
    private static final Set<String> RAW_CHAINS = Set.of("PODSEG-PREROUTING", "PODSEG-OUTPUT");

    public static final MangleTable NONE = new MangleTable(new TreeMap<>(), new TreeMap<>());

    public MangleTable {
        TreeMap<String, List<Rule>> copy = new TreeMap<>();
        chains.forEach((name, rules) -> copy.put(name, List.copyOf(rules)));
        chains = Sorted.map(copy);
        hooks = Sorted.map(hooks);
    }

    /** The table that a chain stands in, podseg's or built in. */
    public static String tableOf(String chain) {
        return RAW_HOOKS.contains(chain) || RAW_CHAINS.contains(chain) ? RAW : MANGLE;
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
