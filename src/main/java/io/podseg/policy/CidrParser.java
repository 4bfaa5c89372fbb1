package io.podseg.policy;

import static io.podseg.policy.Problems.quote;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of {@code ipBlock}. Bits behind the prefix are a warning, as in Kubernetes, which reads such a block as podseg
 * does. Refused, though old versions of Kubernetes take them: leading zeros, since readers disagree on them, and IPv4-mapped
 * blocks, since no packet carries such an address (KEP-4858 will refuse both).
 */
final class CidrParser {
    private static final Pattern LEADING_ZEROS = Pattern.compile("(\\d+\\.){0,3}0\\d+(\\.\\d+){0,3}");
    private static final Cidr MAPPED = Cidr.of("::ffff:0.0.0.0/96");
    private static final String EXPECTED = "expected a block such as 10.0.0.0/8 or fd00::/8";

    private final Problems problems;

    CidrParser(Problems problems) {
        this.problems = problems;
    }

    /** The block; empty where it is missing or wrong, which is reported. */
    Optional<Cidr> parse(@Nullable String text, String pointer) {
        if (text == null || text.isEmpty()) {
            problems.error(pointer, "no CIDR; " + EXPECTED);
            return Optional.empty();
        }
        Optional<Cidr> cidr = Cidr.parse(text);
        if (cidr.isEmpty()) {
            problems.error(pointer, "CIDR " + quote(text) + " is not valid; " + remedy(text));
            return cidr;
        }
        if (MAPPED.contains(cidr.get())) {
            problems.error(
                    pointer,
                    "CIDR " + quote(text) + " is an IPv4 block in IPv6 notation, which no packet carries; write "
                            + unmapped(cidr.get()));
            return Optional.empty();
        }
        hostBits(text, cidr.get(), pointer);
        return cidr;
    }

    private void hostBits(String text, Cidr cidr, String pointer) {
        Ip written = Ip.of(text.substring(0, text.indexOf('/')));
        if (!written.equals(cidr.base())) {
            problems.warning(
                    pointer,
                    "CIDR " + quote(text) + " has bits behind its prefix and is read as " + cidr + "; write " + cidr
                            + ", or " + Cidr.host(written) + " for one address");
        }
    }

    private static String remedy(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        Optional<Ip> ip = Ip.parse(address);
        if (ip.isPresent() && slash < 0) {
            return "it has no prefix length: write " + Cidr.host(ip.get()) + " for this one address";
        }
        if (ip.isPresent()) {
            return "expected a prefix length of 0 to " + ip.get().family().bits()
                    + " behind the /, without leading zeros";
        }
        if (LEADING_ZEROS.matcher(address).matches()) {
            return "leave out leading zeros: some programs would read them as octal numbers";
        }
        return EXPECTED;
    }

    private static Cidr unmapped(Cidr mapped) {
        int prefix = mapped.prefix() - (Family.V6.bits() - Family.V4.bits());
        return new Cidr(new Ip(Family.V4, 0, mapped.base().low() & 0xffff_ffffL), prefix);
    }
}
