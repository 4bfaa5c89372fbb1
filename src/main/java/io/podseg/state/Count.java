package io.podseg.state;

/**
 * What the kernel has counted.
 *
 * @param packets number of packets, 0 or more
 * @param bytes their length together, 0 or more
 */
public record Count(long packets, long bytes) {
    public static final Count ZERO = new Count(0, 0);

    /** Both together. */
    public Count plus(Count other) {
        return new Count(packets + other.packets, bytes + other.bytes);
    }

    /** Two unsigned numbers as the kernel prints them; one too large for the type is the largest. */
    static Count of(String packets, String bytes) {
        return new Count(number(packets), number(bytes));
    }

    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
