package io.podseg.state;

/** What a container asks for beyond its image, command, environment, mounts, security and limits. */
public record ContainerSettings() {
    public static final ContainerSettings NONE = new ContainerSettings();
}
