package io.podseg.hardening;

import io.podseg.model.Manifest;
import io.podseg.model.SecurityProfile;
import io.podseg.model.SecurityProfile.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The wishes of several profiles as one; where two say different things of the same, neither counts and that is an error. */
final class Merging {
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
                        wish.path() + " is " + wish.text() + ", but " + before.said() + " for the same pods"));
            } else if (wish.place().mode().compareTo(before.place().mode()) < 0) {
                wishes.put(wish.path(), wish);
            }
        }
    }

    SortedMap<String, Wish> wishes() {
        return wishes;
    }

    List<Finding> findings() {
        return findings;
    }
}
