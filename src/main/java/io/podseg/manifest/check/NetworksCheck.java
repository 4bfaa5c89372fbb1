package io.podseg.manifest.check;

import io.podseg.manifest.yaml.Pointers;
import io.podseg.model.Cidr;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what two networks cannot share: addresses and the name of the bridge. */
public final class NetworksCheck {
    private final List<Diagnostic> diagnostics;

    private record Block(Cidr cidr, Manifest<NetworkSpec> network, Position position) {}

    /** A check of all networks together. */
    public NetworksCheck(List<Diagnostic> diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Reports clashes between the networks. */
    public void check(List<Manifest<NetworkSpec>> networks) {
        interfaces(networks);
        List<Block> blocks = new ArrayList<>();
        for (Manifest<NetworkSpec> network : networks) {
            List<NetworkSpec.Subnet> subnets = network.object().subnets();
            for (int i = 0; i < subnets.size(); i++) {
                String pointer = Pointers.child("/spec/subnets", i) + "/subnet";
                blocks.add(new Block(
                        subnets.get(i).cidr(), network, network.source().at(pointer)));
            }
        }
        overlaps(blocks);
    }

    // Sorted by first address and larger blocks first, each block can only overlap the largest that reaches furthest
    // before it.
    private void overlaps(List<Block> blocks) {
        blocks.sort(Comparator.comparing(Block::cidr).thenComparing(b -> b.network.key()));
        Block reaching = null;
        for (Block block : blocks) {
            if (reaching != null && reaching.cidr.overlaps(block.cidr)) {
                if (!reaching.network.key().equals(block.network.key())) {
                    diagnostics.add(Diagnostic.error(
                            block.position,
                            "subnet " + block.cidr + " overlaps subnet " + reaching.cidr + " of "
                                    + reaching.network.key() + " at " + reaching.position));
                }
            } else {
                reaching = block;
            }
        }
    }

    private void interfaces(List<Manifest<NetworkSpec>> networks) {
        Map<String, Manifest<NetworkSpec>> seen = new HashMap<>();
        for (Manifest<NetworkSpec> network : networks) {
            network.object().interfaceName().ifPresent(name -> {
                Manifest<NetworkSpec> first = seen.putIfAbsent(name, network);
                if (first != null) {
                    diagnostics.add(Diagnostic.error(
                            network.source().at("/spec/interfaceName"),
                            "interface name \"" + name + "\" is taken by " + first.key() + " at "
                                    + first.source().at("/spec/interfaceName")));
                }
            });
        }
    }
}
