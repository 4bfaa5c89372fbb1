package io.podseg.state;

import io.podseg.model.Family;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What has to be done to sets, before and after the rules change.
 *
 * <p>No packet may meet a mixture of what was and what will be that neither of them allows. Where only addresses come or go that
 * are not ready, no packet meets them at all. Where only sets change, members leave all sets before the first one joins any:
 * whatever lies between allows less. Where rules change as well, a set that gains or loses a ready address is left as it is,
 * and the new rules name a new set in its place; so one step, the kernel's own, takes everything from the old to the new, and a
 * second transaction gives the set its name back.
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

    /** @param rewritten families whose rules change */
    static SetChanges between(Firewall desired, Firewall actual, Meaning meaning, Set<Family> rewritten) {
        return new Comparison(actual, meaning, rewritten).run(desired.sets());
    }

    /**
     * What sets mean.
     *
     * @param untouched names of sets whose members are marked one by one, elsewhere: what stands in them is ready
     * @param allLive whether every address counts as ready, in whatever set
     */
    record Meaning(Predicate<String> untouched, boolean allLive) {}

    private static final class Comparison {
        private final Firewall actual;
        private final Predicate<String> untouched;
        private final boolean allLive;
        private final Set<Family> rewritten;
        private final Set<String> ready = new HashSet<>();
        private final List<String> leaving = new ArrayList<>();
        private final List<String> before = new ArrayList<>();
        private final List<String> after = new ArrayList<>();
        private final SortedMap<String, String> moved = new TreeMap<>();

        Comparison(Firewall actual, Meaning meaning, Set<Family> rewritten) {
            this.actual = actual;
            this.untouched = meaning.untouched();
            this.allLive = meaning.allLive();
            this.rewritten = rewritten;
            actual.sets().values().stream()
                    .filter(set -> untouched.test(set.name()))
                    .forEach(set -> set.members().forEach(member -> ready.add(member.split(",", 2)[0])));
        }

        SetChanges run(SortedMap<String, IpSet> desired) {
            desired.values().forEach(set -> {
                if (!set.equals(actual.sets().get(set.name()))) {
                    compare(SetText.canonical(set));
                }
            });
            List<String> gone = TransactionBuilder.missing(actual.sets().keySet(), desired.keySet());
            gone.stream()
                    .filter(name -> !before.contains(SetText.destroy(name)))
                    .forEach(name -> after.add(SetText.destroy(name)));
            leaving.addAll(before);
            return new SetChanges(leaving, after, moved);
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
            boolean live = allLive || !ready.isEmpty() && isLive(wanted, found);
            boolean grows = SetText.capacity(wanted) > SetText.capacity(found);
            if (live && (grows || rewritten.contains(wanted.family())) && used(wanted.name())) {
                standIn(wanted.name(), wanted, false);
            } else if (grows) {
                enlarge(wanted, found);
                deleteStale(wanted, found, after);
            } else {
                TransactionBuilder.missing(wanted.members(), found.members())
                        .forEach(member -> before.add(SetText.add(wanted.name(), member)));
                deleteStale(wanted, found, live ? leaving : after);
            }
        }

        /** Whether an address that packets may have comes or goes. */
        private boolean isLive(IpSet wanted, IpSet found) {
            return Stream.concat(
                            TransactionBuilder.missing(wanted.members(), found.members()).stream(),
                            TransactionBuilder.missing(found.members(), wanted.members()).stream())
                    .flatMap(member -> Stream.of(SetText.bare(member).split(",", -1)))
                    .anyMatch(ready::contains);
        }

        /** A member that differs in its options only has been overwritten by then, and must stay. */
        private void deleteStale(IpSet wanted, IpSet found, List<String> lines) {
            Set<String> kept = wanted.members().stream().map(SetText::bare).collect(Collectors.toSet());
            TransactionBuilder.missing(found.members(), wanted.members()).stream()
                    .filter(member -> !kept.contains(SetText.bare(member)))
                    .forEach(member -> lines.add(SetText.delete(wanted.name(), member)));
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
                standIn(name, wanted.with(members), open);
            } else {
                before.add(SetText.destroy(name));
                create(name, wanted.with(members), open);
            }
        }

        private void standIn(String name, IpSet like, boolean open) {
            create(stand(name), like, open);
            after.add(SetText.destroy(name));
            moved.put(name, stand(name));
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
