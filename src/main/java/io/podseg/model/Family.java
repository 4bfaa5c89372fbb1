package io.podseg.model;

/** Address family. */
public enum Family {
    V4(32),
    V6(128);

    private final int bits;

    Family(int bits) {
        this.bits = bits;
    }

    /** Length of an address in bits. */
    public int bits() {
        return bits;
    }
}
