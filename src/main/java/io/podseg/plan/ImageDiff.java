package io.podseg.plan;

import io.podseg.state.ContainerSpec;
import io.podseg.state.ImageState;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Images whose name stands for another image than the one that a container was made from. */
final class ImageDiff {
    private static final Pattern IMAGE = Pattern.compile("(containers|initContainers)\\[[^\\]]+\\]\\.image");
    /** So much of a digest tells one image from the other: {@code sha256:} and 12 digits. */
    private static final int SHORT = 19;

    private final SortedMap<String, ImageState> images;

    ImageDiff(SortedMap<String, ImageState> images) {
        this.images = images;
    }

    /** The replacement that a pod needs. */
    Optional<Change> moved(PodSpec wanted, PodState found, List<FieldChange> fields) {
        List<FieldChange> moved = fields(wanted, found);
        if (moved.isEmpty()) {
            return Optional.empty();
        }
        List<FieldChange> all = Stream.concat(moved.stream(), fields.stream()).toList();
        return Optional.of(new Change.ReplacePod(
                new Header(Action.REPLACE, wanted.key(), reason(moved.getFirst()), false, all), wanted));
    }

    private static String reason(FieldChange moved) {
        String now = moved.after().orElse("");
        String old = moved.before().orElse("");
        int at = now.lastIndexOf('@');
        return "image " + now.substring(0, at) + " is " + cut(now.substring(at + 1)) + " by now and was "
                + cut(old.substring(old.lastIndexOf('@') + 1));
    }

    /** Images that have moved, with both digests. */
    List<FieldChange> fields(PodSpec wanted, PodState found) {
        List<FieldChange> moved = new ArrayList<>();
        for (ContainerSpec container : wanted.everyContainer().toList()) {
            ImageState now = images.get(container.image());
            String id = found.images().get(container.name());
            if (now != null && id != null && !id.equals(now.id())) {
                String old = Optional.ofNullable(images.get(id))
                        .map(ImageState::digest)
                        .orElse("sha256:" + id);
                moved.add(new FieldChange(
                        (wanted.containers().contains(container) ? "containers[" : "initContainers[") + container.name()
                                + "].image",
                        Optional.of(container.image() + "@" + old),
                        Optional.of(container.image() + "@" + now.digest())));
            }
        }
        return moved;
    }

    private static String cut(String digest) {
        return digest.substring(0, Math.min(SHORT, digest.length()));
    }

    /** Fields with the digests of new images, as far as they are known. */
    List<FieldChange> shown(List<FieldChange> fields) {
        return fields.stream()
                .map(field -> IMAGE.matcher(field.path()).matches()
                        ? new FieldChange(
                                field.path(), field.before(), field.after().map(this::digested))
                        : field)
                .toList();
    }

    private String digested(String image) {
        ImageState now = images.get(image);
        return now == null || image.contains("@") ? image : image + "@" + now.digest();
    }
}
