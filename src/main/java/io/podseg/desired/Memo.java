package io.podseg.desired;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Results by what they were made of; what a whole compilation does not ask for is forgotten. */
final class Memo<K, V> {
    private final Supplier<Map<K, V>> empty;
    private Map<K, V> before;
    private Map<K, V> now;

    private Memo(Supplier<Map<K, V>> empty) {
        this.empty = empty;
        before = empty.get();
        now = empty.get();
    }

    /** Keys are the same where they are equal. */
    static <K, V> Memo<K, V> byValue() {
        return new Memo<>(HashMap::new);
    }

    /** Keys are the same where they are one object. */
    static <K, V> Memo<K, V> byIdentity() {
        return new Memo<>(IdentityHashMap::new);
    }

    /** The result for a key. */
    V get(K key, Function<K, V> make) {
        return get(key, known -> true, () -> make.apply(key));
    }

    /**
     * The result for a name.
     *
     * @param valid whether a result was made of the same things as would be now
     */
    V get(K key, Predicate<V> valid, Supplier<V> make) {
        V found = now.get(key);
        if (found == null) {
            found = before.get(key);
        }
        if (found == null || !valid.test(found)) {
            found = make.get();
        }
        now.put(key, found);
        return found;
    }

    /** Whether two lists are of the very same objects. */
    static boolean same(List<?> one, List<?> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (one.get(i) != other.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** A compilation has ended. */
    void turn() {
        before = now;
        now = empty.get();
    }

    /** Forgets everything. */
    void clear() {
        before = empty.get();
        now = empty.get();
    }
}
