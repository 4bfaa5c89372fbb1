package io.podseg.desired;

import io.podseg.model.ObjectKey;
import io.podseg.state.Hash;

/**
 * Names of what podseg makes: derived from the declared names alone, so that a restarted process finds them again, and
 * unambiguous, because {@code _} cannot occur in a Kubernetes name.
 */
public final class Names {
    /** The network that pods join when nothing says otherwise. */
    public static final String DEFAULT_NETWORK = "podseg";

    /** Every bridge that podseg names begins with this, so that one wildcard rule guards them all before they exist. */
    public static final String BRIDGE_PREFIX = "podseg";

    /** Podman secrets of podseg begin with this. */
    public static final String SECRET_PREFIX = "podseg_";

    private static final int LONGEST_FILE_NAME = 255;
    private static final int KEPT_OF_NAME = 200;

    private Names() {}

    /** Podman's name of a pod: plain in namespace {@code default}, as with kube play, else {@code namespace_name}. */
    public static String pod(ObjectKey key) {
        return key.namespace().equals("default") ? key.name() : key.namespace() + "_" + key.name();
    }

    /** Podman's name of a container, as kube play builds it. */
    public static String container(String podmanPod, String container) {
        return podmanPod + "-" + container;
    }

    /** Podman's name of the volume behind a claim: plain in namespace {@code default}, as with kube play. */
    public static String volume(ObjectKey claim) {
        return asFileName(pod(claim));
    }

    /** Podman's name of the volume behind an {@code emptyDir}. */
    public static String podVolume(String podmanPod, String volume) {
        return asFileName(podmanPod + "_" + volume);
    }

    /** Bridge of a network that declares no interface name: 14 of the 15 characters that Linux allows (IFNAMSIZ). */
    public static String bridge(String network) {
        return BRIDGE_PREFIX + Hash.of(network).substring(0, 8);
    }

    /** Podman secret for one key of a Secret; new content gets a new name. */
    public static String secret(ObjectKey secret, String key, String contentHash) {
        return SECRET_PREFIX + Hash.of(secret.namespace() + "/" + secret.name() + "/" + key) + "_" + contentHash;
    }

    /** Folder for the files of a volume, below the state folder's {@code files}; new content gets a new folder. */
    public static String files(String podmanPod, String volume, String contentHash) {
        return asFileName(podmanPod) + "/" + volume + "-" + contentHash;
    }

    /** No file's name has more than 255 bytes (NAME_MAX): a longer one loses its end, and a hash of all of it stands for that. */
    private static String asFileName(String name) {
        return name.length() <= LONGEST_FILE_NAME ? name : name.substring(0, KEPT_OF_NAME) + "_" + Hash.of(name);
    }
}
