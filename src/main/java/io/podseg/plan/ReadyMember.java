package io.podseg.plan;

/**
 * An entry of a ready set.
 *
 * @param set name of the set
 * @param member {@code address,bridge}
 */
public record ReadyMember(String set, String member) {}
