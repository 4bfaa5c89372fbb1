package io.podseg.manifest.crd;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** Hardening for the pods that it selects, or for every container of the host. Only the generator of {@code crds/} uses this class. */
@Group("podseg.io")
@Version("v1alpha1")
public final class SecurityProfile extends CustomResource<SecurityProfileFields, Void> {
    private static final long serialVersionUID = 1;
}
