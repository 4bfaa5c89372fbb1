package io.podseg.kubeplay;

/**
 * Something that kube play and podseg do not do alike.
 *
 * @param test name of the case
 * @param where {@code manifest}, {@code pod}, {@code infra}, {@code container}, {@code inside}, {@code volume} or {@code secret}
 * @param path what of it, as {@code podman inspect} names it
 * @param kubePlay kube play's value, {@code -} where there is none
 * @param podseg podseg's value
 */
public record Difference(String test, String where, String path, String kubePlay, String podseg) {
    @Override
    public String toString() {
        return test + ": " + where + " " + path + ": kube play " + kubePlay + " | podseg " + podseg;
    }
}
