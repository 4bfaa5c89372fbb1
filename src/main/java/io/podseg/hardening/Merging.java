package io.podseg.hardening;

import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.SecurityProfile;
import io.podseg.model.SecurityProfile.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The wishes of several profiles as one; where two say different things of the same that is an error, and the first is kept. */
final class Merging {
    private static final String ALL = "ALL";
    private static final String SAME_PODS = " for the same pods";

    private final TreeMap<String, Wish> wishes = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    void add(Manifest<SecurityProfile> profile) {
        for (Wish wish : Wishes.of(profile)) {
            Wish before = wishes.putIfAbsent(wish.path(), wish);
            if (before == null) {
                continue;
            }
            if (!before.value().equals(wish.value())) {
                findings.add(new Finding(
                        profile.key(),
                        Mode.ENFORCE,
                        wish.place().position(),
                        wish.path() + " is " + wish.text() + ", but " + before.said() + SAME_PODS));
            } else if (wish.place().mode().compareTo(before.place().mode()) < 0) {
                wishes.put(wish.path(), wish);
            }
        }
    }

    /** Finds what no container can have together; of one profile that was found when it was read. */
    void finish() {
        Wish adds = wishes.get(Wishes.ADD);
        Wish drops = wishes.get(Wishes.DROP);
        if (adds != null && drops != null) {
            Set<?> added = (Set<?>) adds.value();
            Set<?> dropped = (Set<?>) drops.value();
            boolean both = dropped.contains(ALL) ? added.contains(ALL) : !Collections.disjoint(added, dropped);
            if (both) {
                against(adds, drops);
            }
        }
        Wish user = wishes.get(Wishes.USER);
        Wish nonRoot = wishes.get(Wishes.NON_ROOT);
        if (user != null
                && nonRoot != null
                && user.value().equals(0L)
                && nonRoot.value().equals(true)) {
            against(user, nonRoot);
        }
    }

    private void against(Wish one, Wish other) {
        if (!one.place().name().equals(other.place().name())) {
            findings.add(new Finding(
                    new ObjectKey(one.place().kind(), "", one.place().name()),
                    Mode.ENFORCE,
                    one.place().position(),
                    one.path() + " is " + one.text() + ", but " + other.saidInFull() + SAME_PODS));
        }
    }

    SortedMap<String, Wish> wishes() {
        return wishes;
    }

    List<Finding> findings() {
        return findings;
    }
}
