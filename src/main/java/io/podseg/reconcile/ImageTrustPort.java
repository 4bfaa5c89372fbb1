package io.podseg.reconcile;

import io.podseg.state.ImageState;
import io.podseg.trust.Demand;
import java.util.Optional;

/** Signatures of images, judged by Podman's own libraries. */
public interface ImageTrustPort {
    /** Where no signature can be read. */
    ImageTrustPort NONE = new ImageTrustPort() {
        @Override
        public Verdict verify(String image, Demand demand, boolean which) {
            return new Unknown("signatures cannot be read here");
        }

        @Override
        public ImageState fetch(String image, Demand demand) throws HostException {
            throw new HostException("Signatures cannot be read here, so the image " + image + " is not used.");
        }

        @Override
        public Optional<ImageState> remembered(String image, Demand demand) {
            return Optional.empty();
        }

        @Override
        public void remember(String image, Demand demand, ImageState found) {}
    };

    /** What came of a look at the signatures of an image. */
    sealed interface Verdict {}

    /**
     * They are what is demanded.
     *
     * @param image which image the name stands for in its registry; empty where that was not asked
     */
    record Signed(Optional<ImageState> image) implements Verdict {}

    /**
     * They are not.
     *
     * @param reason a sentence without its full stop
     */
    record Unsigned(String reason) implements Verdict {}

    /**
     * Nobody could tell.
     *
     * @param reason a sentence without its full stop
     */
    record Unknown(String reason) implements Verdict {}

    /**
     * Looks at the signatures in the image's registry and changes nothing on this host.
     *
     * @param which whether to find out which image it is, which may mean to load parts of it that this host does not have
     */
    Verdict verify(String image, Demand demand, boolean which) throws HostException;

    /**
     * Pulls an image into Podman's storage, if its signatures are what is demanded, and remembers which image it was.
     *
     * @throws HostException where they are not, or the image cannot be had
     */
    ImageState fetch(String image, Demand demand) throws HostException;

    /** The image that was found to be what is demanded when its signatures were last looked at. */
    Optional<ImageState> remembered(String image, Demand demand) throws HostException;

    /** Remembers an image that {@link #verify} has found. */
    void remember(String image, Demand demand, ImageState found) throws HostException;
}
