package io.podseg.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** The sorted sets of records behave as the JDK's trees do. */
class SortedSetTest {
    @Property(tries = 200)
    void isWhatATreeIs(
            @ForAll @Size(max = 12) List<@StringLength(max = 2) String> items,
            @ForAll @StringLength(max = 2) String one,
            @ForAll @StringLength(max = 2) String other) {
        SortedSet<String> set = Sorted.set(items);
        TreeSet<String> tree = new TreeSet<>(items);
        assertThat(List.copyOf(set)).isEqualTo(List.copyOf(tree));
        assertThat(set).isEqualTo(tree).hasSameHashCodeAs(tree);
        assertThat(set.contains(one)).isEqualTo(tree.contains(one));
        String low = one.compareTo(other) < 0 ? one : other;
        String high = low.equals(one) ? other : one;
        assertThat(List.copyOf(set.headSet(one))).isEqualTo(List.copyOf(tree.headSet(one)));
        assertThat(List.copyOf(set.tailSet(one))).isEqualTo(List.copyOf(tree.tailSet(one)));
        assertThat(List.copyOf(set.subSet(low, high))).isEqualTo(List.copyOf(tree.subSet(low, high)));
        assertThat(new TreeSet<>(set.subSet(low, high))).isEqualTo(tree.subSet(low, high));
        if (!items.isEmpty()) {
            assertThat(set.first()).isEqualTo(tree.first());
            assertThat(set.last()).isEqualTo(tree.last());
        }
    }

    @Test
    void cannotBeChanged() {
        SortedSet<String> set = Sorted.set(List.of("b", "a"));
        assertThatThrownBy(() -> set.add("c")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> set.remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(Sorted.set(set)).as("no copy of a copy").isSameAs(set);
    }

    @Test
    void asksOfOtherTypesAreNo() {
        Set<?> set = Sorted.set(List.of("a"));
        assertThat(set.contains(1)).isFalse();
    }
}
