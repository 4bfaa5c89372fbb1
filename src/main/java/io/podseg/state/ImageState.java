package io.podseg.state;

/**
 * An image on this host.
 *
 * @param id its id, 64 hex digits
 * @param digest digest of its manifest, {@code sha256:} and 64 hex digits
 */
public record ImageState(String id, String digest) {}
