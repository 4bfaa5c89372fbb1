package io.podseg.manifest.crd;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Podman network that podseg keeps; its name is Podman's name for it. Only the generator of {@code crds/} uses this class. */
@Group("podseg.io")
@Version("v1alpha1")
public final class Network extends CustomResource<NetworkFields, Void> {
    private static final long serialVersionUID = 1;

    /** {@code apiVersion} of the kind. */
    public static final String API_VERSION = "podseg.io/v1alpha1";
}
