package io.podseg.trust;

import io.podseg.model.Diagnostic;
import io.podseg.model.ImagePolicy;
import io.podseg.model.ImagePolicy.Scope;
import io.podseg.model.ImagePolicy.Verdict;
import io.podseg.model.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All image policies together. Where there is none, every image may run. */
public final class TrustRules {
    /** No policy at all: every image may run. */
    public static final TrustRules NONE = of(List.of());

    private static final int SHOWN = 5;

    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]*");

    /** Ports that a registry has without being asked: with one of them it has two names. */
    private static final List<String> DEFAULT_PORTS = List.of(":443", ":80");

    private final List<Manifest<ImagePolicy>> policies;
    private final SortedMap<String, Placed> scopes = new TreeMap<>();
    private final List<Diagnostic> conflicts = new ArrayList<>();

    private record Placed(Scope scope, Manifest<ImagePolicy> owner) {}

    private TrustRules(List<Manifest<ImagePolicy>> policies) {
        this.policies = List.copyOf(policies);
    }

    /** Puts policies together. */
    public static TrustRules of(List<Manifest<ImagePolicy>> policies) {
        TrustRules rules = new TrustRules(policies);
        policies.forEach(rules::add);
        return rules;
    }

    private void add(Manifest<ImagePolicy> policy) {
        List<Scope> declared = policy.object().scopes();
        for (int i = 0; i < declared.size(); i++) {
            Placed before = scopes.putIfAbsent(declared.get(i).name(), new Placed(declared.get(i), policy));
            if (before != null && before.owner() != policy) {
                conflicts.add(Diagnostic.error(
                        policy.source().at("/spec/scopes/" + i),
                        "the scope " + declared.get(i).name() + " is " + whose(before.owner())
                                + "'s already; one of them must leave it out"));
            }
        }
        Manifest<ImagePolicy> first = policies.getFirst();
        if (first.object().others() != policy.object().others()) {
            conflicts.add(Diagnostic.error(
                    policy.source().at("/spec/others"),
                    "others is " + word(policy.object().others()) + " here and "
                            + word(first.object().others()) + " in " + whose(first) + "; all must agree"));
        }
    }

    private static String word(Verdict verdict) {
        return verdict == Verdict.ACCEPT ? "accept" : "reject";
    }

    static String whose(Manifest<?> policy) {
        return "ImagePolicy " + policy.key().name() + " (" + policy.source().start() + ")";
    }

    /** Whether nothing is asked of any image. */
    public boolean isEmpty() {
        return policies.isEmpty();
    }

    /** Where policies are against each other. */
    public List<Diagnostic> conflicts() {
        return List.copyOf(conflicts);
    }

    /** Why an image may not run, as far as its name tells; a sentence without its full stop. */
    public Optional<String> refusal(String image) {
        if (policies.isEmpty()) {
            return Optional.empty();
        }
        if (!PRINTABLE.matcher(image).matches()) {
            return Optional.of("the name of an image has characters that no such name can have");
        }
        Optional<ImageName> name = ImageName.parse(image);
        if (name.isEmpty()) {
            return Optional.of("image " + image + " names no registry: what it stands for is up to this host, and "
                    + whose(policies.getFirst()) + " cannot judge it; write it whole, such as docker.io/"
                    + (image.contains("/") ? "" : "library/") + image);
        }
        Optional<Placed> placed = placed(name.get());
        return placed.isPresent() ? refusal(image, name.get(), placed.get()) : other(image, name.get());
    }

    private static Optional<String> refusal(String image, ImageName name, Placed placed) {
        Scope scope = placed.scope();
        String whose = "the scope " + scope.name() + " of " + whose(placed.owner());
        if (scope.verdict() == Verdict.REJECT) {
            return Optional.of("image " + image + " may not run: " + whose + " rejects it");
        }
        if (scope.digest() && !name.pinned()) {
            return Optional.of("image " + image + " is not pinned: " + whose
                    + " asks for a digest (@sha256:...), since a tag may stand for another image tomorrow");
        }
        return Optional.empty();
    }

    /** Two spellings of one registry are two scopes: the one that no policy knows must not be the way around the other. */
    private Optional<String> other(String image, ImageName name) {
        String registry = name.registry();
        if (registry.chars().anyMatch(Character::isUpperCase)) {
            return Optional.of("image " + image + ": write the registry in lower case, as policies of images do");
        }
        if (DEFAULT_PORTS.stream().anyMatch(registry::endsWith)) {
            return Optional.of("image " + image + ": no ImagePolicy names the registry " + registry
                    + "; leave out the port, or give it a scope of its own");
        }
        if (policies.getFirst().object().others() == Verdict.ACCEPT) {
            return Optional.empty();
        }
        String allowed = scopes.values().stream()
                .filter(placed -> placed.scope().verdict() == Verdict.ACCEPT)
                .map(placed -> placed.scope().name())
                .limit(SHOWN)
                .collect(Collectors.joining(", "));
        return Optional.of("image " + image + " may not run: no scope of " + whose(policies.getFirst())
                + (policies.size() > 1 ? " or of the other policies" : "") + " holds it ("
                + (allowed.isEmpty() ? "none" : allowed) + (scopes.size() > SHOWN ? ", ..." : "") + ")");
    }

    /** Whether there are policies, and none of their scopes holds an image, which so runs only since all others are accepted. */
    public boolean unnamed(String image) {
        return !policies.isEmpty()
                && ImageName.parse(image).filter(name -> placed(name).isEmpty()).isPresent();
    }

    /** The signature that an image needs; empty where none. */
    public Optional<Demand> demand(String image) {
        return ImageName.parse(image)
                .flatMap(this::placed)
                .filter(placed -> placed.scope().signed())
                .map(placed -> Demand.of(placed.scope(), placed.owner()));
    }

    private Optional<Placed> placed(ImageName name) {
        return name.scopes().stream().filter(scopes::containsKey).findFirst().map(scopes::get);
    }
}
