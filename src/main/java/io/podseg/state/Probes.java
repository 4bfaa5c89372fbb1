package io.podseg.state;

/** How to tell whether a container has started, is ready, and is alive. */
public record Probes() {
    public static final Probes NONE = new Probes();
}
