package io.podseg.plan;

import java.util.List;

/**
 * Number of changes by action.
 */
public record Summary(int add, int change, int replace, int delete) {
    static Summary of(List<Change> changes) {
        return new Summary(
                count(changes, Action.ADD),
                count(changes, Action.UPDATE),
                count(changes, Action.REPLACE),
                count(changes, Action.DELETE));
    }

    private static int count(List<Change> changes, Action action) {
        return (int) changes.stream()
                .filter(change -> change.header().action() == action)
                .count();
    }

    public boolean isEmpty() {
        return add + change + replace + delete == 0;
    }
}
