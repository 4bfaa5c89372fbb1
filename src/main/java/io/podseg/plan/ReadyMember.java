package io.podseg.plan;

/**
 * An entry of a ready set.
 *
 * @param set name of the set
 * @param member {@code address,bridge}
 */
public record ReadyMember(String set, String member) {
    /** The address. */
    public String address() {
        int comma = member.indexOf(',');
        return comma < 0 ? member : member.substring(0, comma);
    }

    /** The bridge that it stands on; empty where the entry names none. */
    public String bridge() {
        int comma = member.indexOf(',');
        return comma < 0 ? "" : member.substring(comma + 1);
    }
}
