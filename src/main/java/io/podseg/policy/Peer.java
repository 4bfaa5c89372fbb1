package io.podseg.policy;

/** Who stands at the other end of a connection, in a rule. Its text is canonical: equal peers print alike. */
public sealed interface Peer permits PodPeer, BlockPeer {}
