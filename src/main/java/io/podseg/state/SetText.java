package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Sets in the words of {@code ipset restore}. */
public final class SetText {
    private static final int MIN_ELEMENTS = 65536;
    private static final int OPEN_ELEMENTS = 1 << 20;
    private static final int MIN_BUCKETS = 64;
    private static final int MAX_BUCKETS = 65536;
    private static final String PART = "[A-Za-z0-9._:@+][A-Za-z0-9._:@+-]*(?:/\\d{1,3})?";
    private static final Pattern WORD = Pattern.compile(PART + "(?:," + PART + ")*");

    private SetText() {}

    /** {@code create NAME TYPE family … hashsize … maxelem …}, sized for its members. */
    public static String create(IpSet set) {
        return create(set, capacity(set));
    }

    /** A set whose members come one by one later: more than a host can have, since an unused capacity costs nothing. */
    static String createOpen(IpSet set) {
        return create(set, OPEN_ELEMENTS);
    }

    private static String create(IpSet set, int capacity) {
        return "create " + name(set.name()) + " " + set.type().text() + " family "
                + (set.family() == Family.V4 ? "inet" : "inet6") + " hashsize "
                + Math.min(
                        MAX_BUCKETS,
                        powerOfTwo(Math.max(MIN_BUCKETS, set.members().size()))) + " maxelem "
                + capacity + (set.type().counted() ? " counters" : "");
    }

    /** {@code add NAME MEMBER}. */
    public static String add(String set, String member) {
        return "add " + name(set) + " " + word(member);
    }

    /** {@code del NAME MEMBER}; options of the member are left out, since they do not name it. */
    public static String delete(String set, String member) {
        return "del " + name(set) + " " + word(bare(member));
    }

    /** {@code destroy NAME}. */
    public static String destroy(String set) {
        return "destroy " + name(set);
    }

    /**
     * How many members the set is created for: a power of two, at least 65536 and twice its members. It depends on the members
     * alone, and seldom changes, so that growing needs a new set only at each doubling. A set that counts is never replaced by a
     * larger one, since the counts would stay behind.
     */
    public static int capacity(IpSet set) {
        return set.type().counted()
                ? OPEN_ELEMENTS
                : Math.max(MIN_ELEMENTS, powerOfTwo(2 * set.members().size()));
    }

    /** The same set, its members spelled as {@link #member}. */
    public static IpSet canonical(IpSet set) {
        boolean already =
                set.members().stream().allMatch(member -> member(member).equals(member));
        return already
                ? set
                : set.with(set.members().stream().map(SetText::member).collect(Collectors.toCollection(TreeSet::new)));
    }

    /**
     * One spelling for one member: IPv6 as in RFC 5952, no prefix length for single addresses, base addresses masked. What is no
     * address is left as it is.
     */
    public static String member(String text) {
        // An IPv4 address has one spelling only; most members are one.
        if (isDotted(text)) {
            return text;
        }
        int space = text.indexOf(' ');
        String options = space < 0 ? "" : text.substring(space);
        String[] parts = bare(text).split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = address(parts[i]).orElse(parts[i]);
        }
        return String.join(",", parts) + options;
    }

    private static boolean isDotted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    /** A member without its options ({@code nomatch}, {@code timeout}). */
    static String bare(String member) {
        int space = member.indexOf(' ');
        return space < 0 ? member : member.substring(0, space);
    }

    private static Optional<String> address(String text) {
        if (text.indexOf('/') < 0) {
            return Ip.parse(text).map(Ip::toString);
        }
        return Cidr.parse(text)
                .map(cidr -> cidr.prefix() == cidr.family().bits() ? cidr.base().toString() : cidr.toString());
    }

    private static String name(String set) {
        if (!RuleForm.isSet(set)) {
            throw new IllegalArgumentException("not a set of podseg: " + set);
        }
        return set;
    }

    private static String word(String member) {
        if (!(isDotted(member) && !member.isEmpty()) && !WORD.matcher(member).matches()) {
            throw new IllegalArgumentException("not a member of a set: " + member);
        }
        return member;
    }

    private static int powerOfTwo(int atLeast) {
        return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
    }
}
