package io.podseg.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What has to be done to sets, before and after the rules change.
 *
 * @param before lines for {@code ipset restore}
 * @param after lines for {@code ipset restore}
 * @param moved sets that rules must not name for now, with the set that stands in for each
 */
record SetChanges(List<String> before, List<String> after, Map<String, String> moved) {
    SetChanges {
        before = List.copyOf(before);
        after = List.copyOf(after);
        moved = Map.copyOf(moved);
    }

    static SetChanges between(Firewall desired, Firewall actual, Predicate<String> untouched) {
        return new Comparison(actual, untouched).run(desired.sets());
    }

    private static final class Comparison {
        private final Firewall actual;
        private final Predicate<String> untouched;
        private final List<String> before = new ArrayList<>();
        private final List<String> after = new ArrayList<>();
        private final SortedMap<String, String> moved = new TreeMap<>();

        Comparison(Firewall actual, Predicate<String> untouched) {
            this.actual = actual;
            this.untouched = untouched;
        }

        SetChanges run(SortedMap<String, IpSet> desired) {
            desired.values().forEach(set -> compare(SetText.canonical(set)));
            List<String> gone = TransactionBuilder.missing(actual.sets().keySet(), desired.keySet());
            gone.stream()
                    .filter(name -> !before.contains(SetText.destroy(name)))
                    .forEach(name -> after.add(SetText.destroy(name)));
            return new SetChanges(before, after, moved);
        }

        private void compare(IpSet wanted) {
            boolean open = untouched.test(wanted.name());
            IpSet found = actual.sets().get(wanted.name());
            if (found == null) {
                create(wanted.name(), open ? wanted.with(new TreeSet<>()) : wanted, open);
            } else if (found.type() != wanted.type() || found.family() != wanted.family()) {
                replace(wanted, found, open);
            } else if (!open) {
                update(wanted, found);
            }
        }

        private void update(IpSet wanted, IpSet found) {
            if (SetText.capacity(wanted) > SetText.capacity(found)) {
                enlarge(wanted, found);
            } else {
                TransactionBuilder.missing(wanted.members(), found.members())
                        .forEach(member -> before.add(SetText.add(wanted.name(), member)));
            }
            deleteStale(wanted, found);
        }

        /** A member that differs in its options only has been overwritten by then, and must stay. */
        private void deleteStale(IpSet wanted, IpSet found) {
            Set<String> kept = wanted.members().stream().map(SetText::bare).collect(Collectors.toSet());
            TransactionBuilder.missing(found.members(), wanted.members()).stream()
                    .filter(member -> !kept.contains(SetText.bare(member)))
                    .forEach(member -> after.add(SetText.delete(wanted.name(), member)));
        }

        /** The kernel fixes a set's capacity when it is created: fill a larger one and swap the two. */
        private void enlarge(IpSet wanted, IpSet found) {
            String name = wanted.name();
            TreeSet<String> members = new TreeSet<>(wanted.members());
            found.members().stream().map(SetText::bare).forEach(members::add);
            create(stand(name), wanted.with(members), false);
            before.add("swap " + name + " " + stand(name));
            before.add(SetText.destroy(stand(name)));
        }

        private void replace(IpSet wanted, IpSet found, boolean open) {
            String name = wanted.name();
            TreeSet<String> members = new TreeSet<>(wanted.members());
            if (open) {
                members.retainAll(found.members());
            }
            if (used(name)) {
                create(stand(name), wanted.with(members), open);
                after.add(SetText.destroy(name));
                moved.put(name, stand(name));
            } else {
                before.add(SetText.destroy(name));
                create(name, wanted.with(members), open);
            }
        }

        /** A set of that name left by a run that was cut short has unknown members: it goes first. */
        private void create(String name, IpSet like, boolean open) {
            if (!name.equals(like.name()) && actual.sets().containsKey(name)) {
                before.add(SetText.destroy(name));
            }
            IpSet set = new IpSet(name, like.type(), like.family(), like.members());
            before.add(open ? SetText.createOpen(set) : SetText.create(set));
            like.members().forEach(member -> before.add(SetText.add(name, member)));
        }

        private boolean used(String set) {
            return actual.tables().values().stream()
                    .flatMap(table -> table.chains().values().stream())
                    .flatMap(List::stream)
                    .anyMatch(rule -> switch (rule) {
                        case Rule.Foreign foreign -> foreign.text().contains(" " + set + " ");
                        case Rule.Own own ->
                            own.matches().stream()
                                    .anyMatch(m -> m instanceof Rule.InSet in
                                            && in.set().equals(set));
                    });
        }

        private static String stand(String name) {
            return "podseg-tmp-" + Hash.of(name);
        }
    }
}
