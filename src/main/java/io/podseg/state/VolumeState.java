package io.podseg.state;

/**
 * A Podman volume.
 *
 * @param spec what it is
 * @param owned whether podseg made it for a claim; always true in the desired state
 */
public record VolumeState(VolumeSpec spec, boolean owned) {}
