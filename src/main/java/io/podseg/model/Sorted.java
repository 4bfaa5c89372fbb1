package io.podseg.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Unmodifiable copies in natural order, for the constructors of records: order is part of the value. */
public final class Sorted {
    private Sorted() {}

    public static <K extends Comparable<K>, V> SortedMap<K, V> map(Map<K, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    public static <T extends Comparable<T>> SortedSet<T> set(Collection<T> items) {
        return items instanceof SortedArray<T> already ? already : SortedArray.of(items);
    }
}
