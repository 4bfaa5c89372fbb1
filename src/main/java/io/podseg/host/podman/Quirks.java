package io.podseg.host.podman;

import java.util.regex.Pattern;

/**
 * What must be said to some versions of Podman and goes without saying with others.
 *
 * @param plainUsers whether a pod that says nothing of user namespaces must say that it wants the host's: Podman 4 gives one that
 *     containers.conf asks for to the infra container alone
 * @param sizedUsers whether a user namespace of Podman's choice must come with a size. Podman before 4.4 finds it out while it
 *     holds a lock of its storage, and asks for another one that whoever waits for the first may hold: where another process of
 *     Podman's used the storage just before, as at the end of each container, no call is answered ever again (Podman's issue
 *     16062, containers/storage 1387)
 */
record Quirks(boolean plainUsers, boolean sizedUsers) {
    /** Of Podman 5. */
    static final Quirks NONE = new Quirks(false, false);

    private static final Pattern BEFORE_4_4 = Pattern.compile("4\\.[0-3]\\..*");

    /** Those of a version such as {@code 4.3.1}. */
    static Quirks of(String version) {
        return new Quirks(version.startsWith("4."), BEFORE_4_4.matcher(version).matches());
    }
}
