package io.podseg.host.podman;

import io.podseg.host.exec.CommandRunner;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ImageTrustPort;
import io.podseg.state.ImageState;
import io.podseg.trust.Demand;
import io.podseg.trust.ImageName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@link ImageTrustPort} by the program {@code podman}, which unlike the API takes a policy for one pull alone. So what is judged is
 * what the manifests say, by Podman's own libraries, with the host's credentials, certificates and mirrors, whatever policy.json
 * says before, meanwhile or beside.
 */
public final class Signatures implements ImageTrustPort {
    private static final String REJECTED = "Source image rejected: ";
    private static final Pattern STRANGER =
            Pattern.compile("Invalid GPG signature: gpgme\\.Signature\\{.*Fingerprint:\"([0-9A-F]+)\".*");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final ScratchPodman scratch;
    private final VerifiedImages verified;

    /**
     * Runs nothing yet.
     *
     * @param folder below the state folder, for what is remembered and for what is thrown away
     * @param runtime podseg's runtime folder
     * @param home the home folder of the user whose Podman it is
     */
    public Signatures(Path folder, Path runtime, Path home, Runner runner) {
        this.scratch = new ScratchPodman(folder, runtime, home, runner);
        this.verified = new VerifiedImages(folder.resolve("verified"));
    }

    /** Runs a program in an environment. */
    @FunctionalInterface
    public interface Runner {
        CommandRunner.Result run(List<String> argv, Map<String, String> environment);
    }

    @Override
    public Verdict verify(String image, Demand demand, boolean which) throws HostException {
        ScratchPodman.Answer answer = scratch.look(name(image), demand, which);
        if (!answer.ok()) {
            return refused(answer.text());
        }
        return new Signed(which ? Optional.of(image(answer.text())) : Optional.empty());
    }

    @Override
    public ImageState fetch(String image, Demand demand) throws HostException {
        ScratchPodman.Answer answer = scratch.pull(name(image), demand);
        if (answer.ok()) {
            ImageState found = image(answer.text());
            verified.put(image, demand, found);
            return found;
        }
        throw new HostException(
                switch (refused(answer.text())) {
                    case Unsigned unsigned ->
                        "The image " + image + " is not used: " + unsigned.reason() + ", and " + demand.whose()
                                + " demands a signature for " + demand.scope() + ".";
                    case Unknown unknown -> "The image " + image + " could not be pulled: " + unknown.reason() + ".";
                    case Signed _ -> throw new IllegalStateException();
                });
    }

    @Override
    public Optional<ImageState> remembered(String image, Demand demand) throws HostException {
        return verified.get(image, demand);
    }

    @Override
    public void remember(String image, Demand demand, ImageState found) throws HostException {
        verified.put(image, demand, found);
    }

    private static String name(String image) throws HostException {
        return ImageName.parse(image)
                .map(ImageName::reference)
                .orElseThrow(() -> new HostException("The image " + image + " names no registry."));
    }

    /** The last line of what was printed: id and digest. */
    private static ImageState image(String text) throws HostException {
        String[] words = text.strip().lines().reduce("", (_, line) -> line).split(" ");
        if (words.length != 2 || !ID.matcher(words[0]).matches()) {
            throw new HostException("podman did not tell which image it pulled: " + text);
        }
        return new ImageState(words[0], words[1]);
    }

    private static Verdict refused(String text) {
        String error = text.lines().filter(line -> line.startsWith("Error: ")).reduce("", (_, line) -> line);
        String words = Sentence.clean(error.isEmpty() ? text : error.substring("Error: ".length()));
        int at = words.indexOf(REJECTED);
        if (at < 0) {
            return new Unknown(words);
        }
        String reason = words.substring(at + REJECTED.length());
        Matcher stranger = STRANGER.matcher(reason);
        return new Unsigned(
                stranger.matches()
                        ? "it is signed with the key " + stranger.group(1) + ", which is not one that is trusted"
                        : reason);
    }
}
