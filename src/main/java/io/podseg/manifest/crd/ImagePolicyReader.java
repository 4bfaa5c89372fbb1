package io.podseg.manifest.crd;

import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.ImagePolicy;
import io.podseg.model.ImagePolicy.Scope;
import io.podseg.model.ImagePolicy.Signature;
import io.podseg.model.ImagePolicy.Verdict;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns an ImagePolicy's fields into an {@link ImagePolicy} and reports what a schema cannot say. */
public final class ImagePolicyReader {
    private static final int LONGEST = 512;
    private static final String LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
    private static final String PART = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";

    /** What Podman finds for an image: its name whole, what comes before a slash of it, or a domain above its registry. */
    /** Up to 65535. */
    private static final String PORT =
            "(:(?:[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))";

    private static final Pattern SCOPE = Pattern.compile("\\*(\\." + LABEL + ")+|(" + LABEL + ")(\\." + LABEL + ")*"
            + PORT + "?(/" + PART + ")*" + "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})?");

    private static final Pattern REGISTRY = Pattern.compile("localhost|[^/]*[.:][^/]*");
    private static final Set<String> SCHEMES = Set.of("http", "https", "file");

    private final Problems problems;

    /** A reader of one document. */
    public ImagePolicyReader(Problems problems) {
        this.problems = problems;
    }

    /** The policy; parts that are wrong are left out and reported. */
    public ImagePolicy read(@Nullable ImagePolicyFields fields) {
        if (fields == null) {
            problems.missing("", "spec");
            return new ImagePolicy(Verdict.REJECT, Optional.empty(), List.of());
        }
        List<Scope> scopes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<ImagePolicyFields.Scope> declared = fields.scopes() == null ? List.of() : fields.scopes();
        for (int i = 0; i < declared.size(); i++) {
            String pointer = Pointers.child("/spec/scopes", i);
            scope(declared.get(i), pointer).ifPresent(scope -> {
                if (!names.add(scope.name())) {
                    problems.error(pointer + "/name", "the scope " + Quoted.of(scope.name()) + " stands here twice");
                }
                scopes.add(scope);
            });
        }
        return new ImagePolicy(verdict(fields.others()).orElse(Verdict.REJECT), verdict(fields.archives()), scopes);
    }

    private static Optional<Verdict> verdict(ImagePolicyFields.@Nullable Verdict declared) {
        return Optional.ofNullable(declared)
                .map(verdict -> verdict == ImagePolicyFields.Verdict.accept ? Verdict.ACCEPT : Verdict.REJECT);
    }

    private Optional<Scope> scope(ImagePolicyFields.Scope declared, String pointer) {
        String name = declared.name();
        if (name == null || !name(name, pointer + "/name")) {
            return Optional.empty();
        }
        ImageSignatureReader signatures = new ImageSignatureReader(problems);
        Optional<Signature> signedBy = signatures.simple(declared.signedBy(), pointer + "/signedBy");
        Optional<Signature> sigstore = signatures.sigstore(declared.sigstoreSigned(), pointer + "/sigstoreSigned");
        Verdict verdict = verdict(declared.verdict()).orElse(Verdict.ACCEPT);
        boolean signed = declared.signedBy() != null || declared.sigstoreSigned() != null;
        if (signed && verdict == Verdict.REJECT) {
            problems.error(pointer + "/verdict", "no signature makes up for verdict reject; leave one of them out");
        }
        if (signed && (name.equals("localhost") || name.startsWith("localhost/"))) {
            problems.error(
                    pointer + "/name",
                    "images of localhost are in no registry, so that nobody can check a signature of theirs");
        }
        return Optional.of(new Scope(
                name,
                verdict,
                Boolean.TRUE.equals(declared.requireDigest()),
                signedBy,
                sigstore,
                lookaside(declared, pointer + "/lookaside")));
    }

    private boolean name(String name, String pointer) {
        if (name.length() > LONGEST || !SCOPE.matcher(name).matches()) {
            problems.error(
                    pointer,
                    "scope " + Quoted.of(name)
                            + " is no registry, repository or image such as registry.example.org:5000/team/app");
            return false;
        }
        if (!name.startsWith("*") && !REGISTRY.matcher(name.split("/", 2)[0]).matches()) {
            problems.error(
                    pointer,
                    "scope " + Quoted.of(name) + " names no registry: write docker.io/"
                            + (name.contains("/") ? "" : "library/") + name + " where Docker Hub is meant");
            return false;
        }
        return true;
    }

    private Optional<String> lookaside(ImagePolicyFields.Scope declared, String pointer) {
        String url = declared.lookaside();
        if (url == null) {
            return Optional.empty();
        }
        if (declared.signedBy() == null) {
            problems.error(pointer, "lookaside is for simple signatures (signedBy) only");
        }
        try {
            URI uri = new URI(url);
            boolean host = uri.getHost() != null || "file".equals(uri.getScheme());
            if (uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && host && uri.getUserInfo() == null) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        problems.error(pointer, "lookaside " + Quoted.of(url) + " is no URL such as https://signatures.example.org");
        return Optional.empty();
    }
}
