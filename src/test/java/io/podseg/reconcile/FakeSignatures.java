package io.podseg.reconcile;

import io.podseg.state.ImageState;
import io.podseg.trust.Demand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signatures in memory: what registries have, and what was found good before. */
final class FakeSignatures implements ImageTrustPort {
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final Map<String, ImageState> known = new HashMap<>();
    private final List<String> questions = new ArrayList<>();

    /** A registry has this image under that name, signed as it must be. */
    void signed(String image, String id) {
        verdicts.put(image, new Signed(Optional.of(new ImageState(id, "sha256:" + id))));
    }

    void says(String image, Verdict verdict) {
        verdicts.put(image, verdict);
    }

    /** This image was found good when somebody last looked. */
    void knows(String image, String id) {
        known.put(image, new ImageState(id, "sha256:" + id));
    }

    /** Each question about signatures since the last call, in order. */
    List<String> questions() {
        List<String> asked = List.copyOf(questions);
        questions.clear();
        return asked;
    }

    @Override
    public Verdict verify(String image, Demand demand, boolean which) {
        questions.add((which ? "which " : "") + image);
        Verdict verdict = verdicts.getOrDefault(image, new Unknown("the registry is away"));
        return verdict instanceof Signed && !which ? new Signed(Optional.empty()) : verdict;
    }

    @Override
    public ImageState fetch(String image, Demand demand) throws HostException {
        throw new HostException("A plan fetches nothing.");
    }

    @Override
    public Optional<ImageState> remembered(String image, Demand demand) {
        return Optional.ofNullable(known.get(image));
    }

    @Override
    public void remember(String image, Demand demand, ImageState found) {
        known.put(image, found);
    }
}
