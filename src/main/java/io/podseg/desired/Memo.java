package io.podseg.desired;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
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

    V get(K key, Function<K, V> make) {
        V found = now.get(key);
        if (found == null) {
            V old = before.get(key);
            found = old == null ? make.apply(key) : old;
            now.put(key, found);
        }
        return found;
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
