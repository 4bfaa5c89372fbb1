package io.podseg.model;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable sorted set in one array: a tree takes six times the memory, and a large host has millions of members in its
 * sets.
 */
final class SortedArray<T extends Comparable<T>> extends AbstractSet<T> implements SortedSet<T> {
    private final Object[] items;
    private final int start;
    private final int end;

    private SortedArray(Object[] items, int start, int end) {
        this.items = items;
        this.start = start;
        this.end = end;
    }

    static <T extends Comparable<T>> SortedArray<T> of(Collection<T> collection) {
        Object[] items = collection.toArray();
        Arrays.sort(items);
        int kept = 0;
        for (int i = 0; i < items.length; i++) {
            if (i == 0 || !items[i].equals(items[kept - 1])) {
                items[kept++] = items[i];
            }
        }
        return new SortedArray<>(kept == items.length ? items : Arrays.copyOf(items, kept), 0, kept);
    }

    @SuppressWarnings("unchecked") // what goes in is a T
    private T at(int index) {
        return (T) items[index];
    }

    @Override
    public int size() {
        return end - start;
    }

    @Override
    public boolean contains(@Nullable Object item) {
        return item != null
                && size() > 0
                && item.getClass() == items[start].getClass()
                && Arrays.binarySearch(items, start, end, item) >= 0;
    }

    /** As of any set; two of this kind are compared item by item. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SortedArray<?> array
                ? Arrays.equals(items, start, end, array.items, array.start, array.end)
                : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private int next = start;

            @Override
            public boolean hasNext() {
                return next < end;
            }

            @Override
            public T next() {
                if (next >= end) {
                    throw new NoSuchElementException();
                }
                return at(next++);
            }
        };
    }

    @Override
    public @Nullable Comparator<? super T> comparator() {
        return null;
    }

    /** Where an item is, or would be. */
    private int place(T item) {
        int found = Arrays.binarySearch(items, start, end, item);
        return found < 0 ? -found - 1 : found;
    }

    @Override
    public SortedSet<T> subSet(T from, T to) {
        if (from.compareTo(to) > 0) {
            throw new IllegalArgumentException("from " + from + " to " + to);
        }
        return new SortedArray<>(items, place(from), place(to));
    }

    @Override
    public SortedSet<T> headSet(T to) {
        return new SortedArray<>(items, start, place(to));
    }

    @Override
    public SortedSet<T> tailSet(T from) {
        return new SortedArray<>(items, place(from), end);
    }

    @Override
    public T first() {
        if (start == end) {
            throw new NoSuchElementException();
        }
        return at(start);
    }

    @Override
    public T last() {
        if (start == end) {
            throw new NoSuchElementException();
        }
        return at(end - 1);
    }
}
