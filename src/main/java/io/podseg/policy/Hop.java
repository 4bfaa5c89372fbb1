package io.podseg.policy;

import io.podseg.model.Ip;

/**
 * The addresses that one connection uses.
 *
 * @param source the address that the kernel of the sender takes
 * @param destination the address that is asked for, of the same family
 */
public record Hop(Ip source, Ip destination) {}
