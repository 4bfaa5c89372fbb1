package io.podseg.policy;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All addresses, cut along the edges of the blocks that policies name, so that no policy can tell two addresses of one
 * part from each other. A part is a block less the smaller blocks inside it, and is known by its block.
 */
final class AddressParts {
    private final List<Family> families;
    private final TreeMap<Cidr, List<Cidr>> children = new TreeMap<>();
    private final Set<Integer> prefixes = new TreeSet<>(Comparator.reverseOrder());
    private final TreeMap<Cidr, Ip> representatives = new TreeMap<>();

    AddressParts(Collection<BlockPeer> peers, Collection<Family> families) {
        this.families = families.stream().sorted().distinct().toList();
        for (Family family : this.families) {
            children.put(root(family), new ArrayList<>());
        }
        for (BlockPeer peer : peers) {
            if (families.contains(peer.cidr().family())) {
                children.putIfAbsent(peer.cidr(), new ArrayList<>());
                peer.except().forEach(part -> children.putIfAbsent(part, new ArrayList<>()));
            }
        }
        children.keySet().forEach(block -> prefixes.add(block.prefix()));
        for (Cidr block : children.keySet()) {
            parent(block)
                    .ifPresent(parent ->
                            children.getOrDefault(parent, new ArrayList<>()).add(block));
        }
        children.forEach(
                (block, inside) -> unused(block, inside).ifPresent(address -> representatives.put(block, address)));
    }

    private static Cidr root(Family family) {
        return new Cidr(family == Family.V4 ? new Ip(family, 0, 0) : new Ip(family, 0, 0), 0);
    }

    private Optional<Cidr> parent(Cidr block) {
        return prefixes.stream()
                .filter(prefix -> prefix < block.prefix())
                .map(prefix -> new Cidr(block.base(), prefix))
                .filter(children::containsKey)
                .findFirst();
    }

    /** An address of the block that is in none of the blocks inside it, which are sorted and disjoint. */
    private static Optional<Ip> unused(Cidr block, List<Cidr> inside) {
        Ip candidate = block.base();
        for (Cidr child : inside) {
            if (!child.contains(candidate)) {
                break;
            }
            if (child.last().equals(block.last())) {
                return Optional.empty();
            }
            candidate = child.last().plus(1);
        }
        return Optional.of(candidate);
    }

    /** Each part that is not empty, by its block, with an address of it. */
    Map<Cidr, Ip> representatives() {
        return representatives;
    }

    /** The part that an address is in. */
    Optional<Cidr> of(Ip address) {
        return prefixes.stream()
                .filter(prefix -> prefix <= address.family().bits())
                .map(prefix -> new Cidr(address, prefix))
                .filter(children::containsKey)
                .findFirst();
    }

    /** Words for some parts: {@code outside}, {@code 10.0.0.0/8 except 10.1.0.0/16}. */
    String describe(Collection<Cidr> parts) {
        Set<Cidr> included = new HashSet<>(parts);
        for (Cidr block : children.descendingKeySet()) {
            if (!representatives.containsKey(block) && included.containsAll(children.getOrDefault(block, List.of()))) {
                included.add(block);
            }
        }
        if (included.containsAll(children.keySet())) {
            return "outside";
        }
        List<String> words = new ArrayList<>();
        for (Cidr block : children.keySet()) {
            if (included.contains(block)
                    && parent(block).filter(included::contains).isEmpty()) {
                List<String> except = new ArrayList<>();
                collectExcept(block, included, except);
                words.add(name(block) + (except.isEmpty() ? "" : " except " + String.join(", ", except)));
            }
        }
        return String.join(" and ", words);
    }

    private void collectExcept(Cidr block, Set<Cidr> included, List<String> except) {
        for (Cidr child : children.getOrDefault(block, List.of())) {
            if (included.contains(child)) {
                collectExcept(child, included, except);
            } else {
                except.add(child.toString());
            }
        }
    }

    private String name(Cidr block) {
        if (block.prefix() > 0) {
            return block.toString();
        }
        return families.size() == 1 ? "outside" : block.family() == Family.V4 ? "outside (IPv4)" : "outside (IPv6)";
    }
}
