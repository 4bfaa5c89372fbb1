package io.podseg.manifest.crd;

import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one subnet of a Network. */
final class SubnetReader {
    // Room for the network, the gateway, the broadcast address, a static address and a lease.
    private static final int SMALLEST_V4 = 29;
    private static final int LARGEST_V4 = 8;
    private static final int SMALLEST_V6 = 120;
    private static final int LARGEST_V6 = 16;
    private static final List<Cidr> UNUSABLE = List.of(
            Cidr.of("0.0.0.0/8"),
            Cidr.of("127.0.0.0/8"),
            Cidr.of("169.254.0.0/16"),
            Cidr.of("224.0.0.0/3"),
            Cidr.of("::/16"),
            Cidr.of("fe80::/10"),
            Cidr.of("ff00::/8"));

    private final Problems problems;
    private final String pointer;

    SubnetReader(Problems problems, String pointer) {
        this.problems = problems;
        this.pointer = pointer;
    }

    Optional<NetworkSpec.Subnet> read(NetworkFields.Subnet declared) {
        Optional<Cidr> cidr = cidr(declared.subnet());
        if (cidr.isEmpty()) {
            return Optional.empty();
        }
        Optional<Ip> gateway = declared.gateway() == null
                ? Optional.empty()
                : address(declared.gateway(), cidr.get(), "gateway", pointer + "/gateway");
        return Optional.of(new NetworkSpec.Subnet(cidr.get(), gateway, leaseRange(declared.leaseRange(), cidr.get())));
    }

    private Optional<Cidr> cidr(@Nullable String text) {
        String at = pointer + "/subnet";
        if (text == null || problems.at(at)) {
            return Optional.empty();
        }
        Optional<Cidr> parsed = Cidr.parse(text);
        if (parsed.isEmpty()) {
            problems.error(at, "subnet " + Quoted.of(text) + " is not a block such as 10.89.0.0/24");
            return parsed;
        }
        Cidr cidr = parsed.get();
        boolean v4 = cidr.family() == Family.V4;
        int largest = v4 ? LARGEST_V4 : LARGEST_V6;
        int smallest = v4 ? SMALLEST_V4 : SMALLEST_V6;
        Optional<Ip> written = Ip.parse(text.substring(0, text.indexOf('/')));
        if (!written.equals(Optional.of(cidr.base()))) {
            problems.error(at, "subnet " + Quoted.of(text) + " has bits set behind its prefix; write " + cidr);
        } else if (cidr.prefix() < largest || cidr.prefix() > smallest) {
            problems.error(at, "subnet " + cidr + " must have a prefix from /" + largest + " to /" + smallest);
        } else if (UNUSABLE.stream().anyMatch(cidr::overlaps)) {
            problems.error(at, "subnet " + cidr + " is set aside for other uses and cannot be a network's");
        }
        return parsed;
    }

    private Optional<Ip> address(String text, Cidr cidr, String what, String at) {
        if (problems.at(at)) {
            return Optional.empty();
        }
        Optional<Ip> ip = Ip.parse(text);
        String reason = null;
        if (ip.isEmpty()) {
            reason = "is not an IP address";
        } else if (!cidr.contains(ip.get())) {
            reason = "is not in subnet " + cidr;
        } else if (ip.get().equals(cidr.base())) {
            reason = "is the address of the network itself";
        } else if (cidr.family() == Family.V4 && ip.get().equals(cidr.last())) {
            reason = "is the broadcast address of subnet " + cidr;
        }
        if (reason != null) {
            problems.error(at, what + " " + Quoted.of(text) + " " + reason);
            return Optional.empty();
        }
        return ip;
    }

    private Optional<NetworkSpec.LeaseRange> leaseRange(NetworkFields.@Nullable LeaseRange range, Cidr cidr) {
        if (range == null || range.start() == null || range.end() == null) {
            return Optional.empty();
        }
        String at = pointer + "/leaseRange";
        Optional<Ip> start = address(range.start(), cidr, "start", at + "/start");
        Optional<Ip> end = address(range.end(), cidr, "end", at + "/end");
        if (start.isEmpty() || end.isEmpty()) {
            return Optional.empty();
        }
        if (start.get().compareTo(end.get()) > 0) {
            problems.error(at, "leaseRange starts at " + start.get() + ", after its end " + end.get());
            return Optional.empty();
        }
        return Optional.of(new NetworkSpec.LeaseRange(start.get(), end.get()));
    }
}
