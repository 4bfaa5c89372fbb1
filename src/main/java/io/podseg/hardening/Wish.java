package io.podseg.hardening;

import io.podseg.model.Position;
import io.podseg.model.SecurityProfile.Mode;

/**
 * One thing that a profile fills in.
 *
 * @param path field below {@code spec.defaults}, with the key of a list's item in brackets, such as {@code tmpfs[/tmp]}
 * @param value what is filled in; equal values mean the same whatever was written
 * @param text the value for people
 * @param place who says so
 */
record Wish(String path, Object value, String text, Place place) {
    /**
     * Where a profile, or the label of a namespace, asks for something.
     *
     * @param kind of the object, SecurityProfile or Namespace
     * @param name of the object
     * @param mode what becomes of a pod that is against it
     * @param position where it stands
     */
    record Place(String kind, String name, Mode mode, Position position) {
        /** {@code SecurityProfile "web"}. */
        String who() {
            return kind + " " + Parts.quoted(name);
        }
    }

    /** {@code SecurityProfile "web" says 512Mi (profiles.yaml:9:7)}. */
    String said() {
        return says("");
    }

    /** {@code SecurityProfile "web" says resources.memory 512Mi (profiles.yaml:9:7)}. */
    String saidInFull() {
        return says(path + " ");
    }

    private String says(String what) {
        return place.who() + " says " + what + text + " (" + place.position() + ")";
    }
}
