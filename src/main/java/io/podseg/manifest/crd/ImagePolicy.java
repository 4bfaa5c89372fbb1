package io.podseg.manifest.crd;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** What images may run. Only the generator of {@code crds/} uses this class. */
@Group("podseg.io")
@Version("v1alpha1")
public final class ImagePolicy extends CustomResource<ImagePolicyFields, Void> {
    private static final long serialVersionUID = 1;
}
