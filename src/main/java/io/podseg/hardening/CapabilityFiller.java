package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.podseg.hardening.Parts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Capabilities: what a profile drops is dropped, what it adds is added unless the container drops it; a container adds nothing
 * that the profile drops and does not add. Where a profile that does not enforce lets it add that all the same, it is not dropped:
 * Podman makes no container that adds and drops the same.
 */
final class CapabilityFiller {
    private static final String ALL = "ALL";

    private final Filling filling;

    CapabilityFiller(Filling filling) {
        this.filling = filling;
    }

    void fill(Part part) {
        Set<String> adds = names(Wishes.ADD);
        Set<String> drops = names(Wishes.DROP);
        if (adds.isEmpty() && drops.isEmpty()) {
            return;
        }
        String pointer = part.contextPointer() + "/capabilities/";
        List<String> added = new ArrayList<>(part.added());
        List<String> dropped = new ArrayList<>(part.dropped());
        Wish because =
                filling.wish(Wishes.DROP).or(() -> filling.wish(Wishes.ADD)).orElseThrow();
        for (int i = 0; i < added.size(); i++) {
            String name = added.get(i);
            if ((drops.contains(ALL) || drops.contains(name)) && !adds.contains(name) && !adds.contains(ALL)) {
                filling.against(
                        pointer + "add/" + i, part.title() + " adds the capability " + Parts.quoted(name), because);
            }
        }
        TreeSet<String> more = new TreeSet<>(adds);
        more.removeAll(added);
        more.removeAll(dropped);
        if (!more.isEmpty() && !dropped.contains(ALL)) {
            added.addAll(more);
            filling.wish(Wishes.ADD).ifPresent(wish -> filling.origin(pointer + "add", wish));
        }
        TreeSet<String> less = new TreeSet<>(drops);
        less.removeAll(dropped);
        if (!drops.contains(ALL) || added.contains(ALL)) {
            less.removeAll(added);
        }
        if (!less.isEmpty() && !dropped.contains(ALL)) {
            dropped.addAll(less);
            filling.wish(Wishes.DROP).ifPresent(wish -> filling.origin(pointer + "drop", wish));
        }
        part.container().getSecurityContext().setCapabilities(new Capabilities(added, dropped));
    }

    @SuppressWarnings("unchecked") // Wishes of these paths are sets of names.
    private Set<String> names(String path) {
        return filling.wish(path).map(wish -> (Set<String>) wish.value()).orElse(Set.of());
    }
}
