package io.podseg.state;

/** What a pod asks for beyond its networks, ports and containers. */
public record PodSettings() {
    public static final PodSettings NONE = new PodSettings();
}
