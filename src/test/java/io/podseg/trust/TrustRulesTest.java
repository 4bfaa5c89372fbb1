package io.podseg.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Diagnostic;
import io.podseg.model.ImagePolicy;
import io.podseg.model.ImagePolicy.Inline;
import io.podseg.model.ImagePolicy.KeyFile;
import io.podseg.model.ImagePolicy.Scope;
import io.podseg.model.ImagePolicy.Signature;
import io.podseg.model.ImagePolicy.Verdict;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class TrustRulesTest {
    private static final String PIN = "@sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void scopesAreThoseOfPodmanTheMostSpecificFirst() {
        assertThat(ImageName.parse("a.b.example.org:5000/team/app:1")
                        .orElseThrow()
                        .scopes())
                .containsExactly(
                        "a.b.example.org:5000/team/app:1",
                        "a.b.example.org:5000/team/app",
                        "a.b.example.org:5000/team",
                        "a.b.example.org:5000",
                        "*.b.example.org",
                        "*.example.org",
                        "*.org");
        assertThat(ImageName.parse("docker.io/nginx").orElseThrow().scopes())
                .containsExactly(
                        "docker.io/library/nginx:latest",
                        "docker.io/library/nginx",
                        "docker.io/library",
                        "docker.io",
                        "*.io");
        assertThat(ImageName.parse("localhost/x:1" + PIN).orElseThrow().scopes().getFirst())
                .isEqualTo("localhost/x" + PIN);
    }

    /** What these mean is up to the host: its search list, aliases, images that are there, ids of images. */
    @ParameterizedTest
    @ValueSource(
            strings = {"nginx", "library/nginx:1", "0123456789ab", "sha256:0123456789abcdef", "team/app@sha256:00"})
    void shortNamesAreRefused(String image) {
        TrustRules rules = rules(policy("p", Verdict.ACCEPT));
        assertThat(rules.refusal(image)).get().asString().contains("names no registry", "p.yaml:1:1");
        assertThat(TrustRules.of(List.of()).refusal(image)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    # image                                others  refused because
                    registry.example.org/app:1,            reject, ''
                    registry.example.org/bad/app:1,        reject, rejects it
                    registry.example.org/bad/good:1,       reject, ''
                    registry.example.org:5000/app:1,       reject, no scope
                    registry.example.org.evil.net/app:1,   reject, no scope
                    evil.net/registry.example.org/app:1,   reject, no scope
                    evil.net/app:1,                        accept, ''
                    Registry.example.org/bad/app:1,        accept, lower case
                    registry.example.org:443/bad/app:1,    accept, leave out the port
                    registry.example.org:80/bad/app:1,     accept, leave out the port
                    docker.io/nginx:1,                     reject, ''
                    index.docker.io/nginx:1,               reject, ''
                    docker.io/team/nginx:1,                reject, no scope
                    a.sub.example.net/app:1,               reject, ''
                    example.net/app:1,                     reject, no scope
                    localhost/app:1,                       reject, no scope
                    """)
    void theMostSpecificScopeDecides(String image, String others, String why) {
        TrustRules rules = rules(policy(
                "p",
                others.equals("accept") ? Verdict.ACCEPT : Verdict.REJECT,
                scope("registry.example.org", Verdict.ACCEPT, false),
                scope("registry.example.org/bad", Verdict.REJECT, false),
                scope("registry.example.org/bad/good", Verdict.ACCEPT, false),
                scope("docker.io/library", Verdict.ACCEPT, false),
                scope("*.example.net", Verdict.ACCEPT, false)));
        if (why.isEmpty()) {
            assertThat(rules.refusal(image)).isEmpty();
        } else {
            assertThat(rules.refusal(image)).get().asString().contains(image, why);
        }
    }

    @Test
    void whatMustBePinnedIsNamedByDigest() {
        TrustRules rules = rules(policy("p", Verdict.REJECT, scope("registry.example.org", Verdict.ACCEPT, true)));
        assertThat(rules.refusal("registry.example.org/app:1"))
                .get()
                .asString()
                .contains("is not pinned", "scope registry.example.org of ImagePolicy p (p.yaml:1:1)", "@sha256:");
        assertThat(rules.refusal("registry.example.org/app@sha256:" + "0".repeat(32)))
                .isPresent();
        assertThat(rules.refusal("registry.example.org/app" + PIN)).isEmpty();
        assertThat(rules.refusal("registry.example.org/app:1" + PIN)).isEmpty();
    }

    /** A tag beside a digest means nothing to Podman, and containers/image takes only one of them. */
    @Test
    void theDigestIsTheName() {
        assertThat(ImageName.parse("registry.example.org/app:1" + PIN)
                        .orElseThrow()
                        .reference())
                .isEqualTo("registry.example.org/app" + PIN);
    }

    @Test
    void policiesThatAreAgainstEachOtherNameBothPlaces() {
        TrustRules rules = rules(
                policy("a", Verdict.REJECT, scope("registry.example.org", Verdict.ACCEPT, false)),
                policy("b", Verdict.ACCEPT, scope("registry.example.org", Verdict.REJECT, false)));
        assertThat(rules.conflicts())
                .extracting(Diagnostic::toString)
                .anyMatch(text ->
                        text.startsWith("b.yaml:1:1: the scope registry.example.org is ImagePolicy a (a.yaml:1:1)'s"))
                .anyMatch(text -> text.contains("others is accept here and reject in ImagePolicy a (a.yaml:1:1)"));
    }

    @Test
    void theDemandIsAPolicyThatTakesNothingElse() {
        Scope signed = new Scope(
                "registry.example.org/team",
                Verdict.ACCEPT,
                false,
                Optional.of(
                        new Signature(List.of(new KeyFile("/etc/keys/a.gpg"), new KeyFile("/b\"c")), Optional.empty())),
                Optional.of(new Signature(
                        List.of(new Inline("PEM")),
                        Optional.of(new ImagePolicy.Identity("matchRepository", Optional.empty(), Optional.empty())))),
                Optional.of("https://signatures.example.org"));
        TrustRules rules = rules(policy("p", Verdict.ACCEPT, signed));
        Demand demand = rules.demand("registry.example.org/team/app:1").orElseThrow();
        assertThat(demand.policy())
                .isEqualTo("{\"default\":[{\"type\":\"reject\"}],\"transports\":{\"docker\":{"
                        + "\"registry.example.org/team\":[{\"keyPaths\":[\"/etc/keys/a.gpg\",\"/b\\\"c\"],"
                        + "\"keyType\":\"GPGKeys\",\"type\":\"signedBy\"},{\"keyData\":\"UEVNCg==\","
                        + "\"signedIdentity\":{\"type\":\"matchRepository\"},\"type\":\"sigstoreSigned\"}]}}}");
        assertThat(demand.registries())
                .contains("{\"lookaside\":\"https://signatures.example.org\",\"use-sigstore-attachments\":true}");
        assertThat(demand.keyFiles()).containsExactly("/etc/keys/a.gpg", "/b\"c");
        assertThat(rules.demand("registry.example.org/other/app:1")).isEmpty();
    }

    @Test
    void settingsAreTheScopesAndNothingElse() {
        ImagePolicy policy = new ImagePolicy(
                Verdict.REJECT,
                Optional.of(Verdict.REJECT),
                List.of(
                        scope("registry.example.org", Verdict.ACCEPT, false),
                        scope("registry.example.org/bad", Verdict.REJECT, false)));
        assertThat(TrustSettings.of(policy))
                .hasSize(3 + TrustSettings.ARCHIVES.size())
                .allSatisfy((key, value) -> assertThat(key.name()).startsWith("transports/"))
                .containsValue("[{\"type\":\"insecureAcceptAnything\"}]");
        assertThat(TrustSettings.of(new ImagePolicy(Verdict.ACCEPT, Optional.empty(), List.of())))
                .isEmpty();
    }

    @SafeVarargs
    private static TrustRules rules(Manifest<ImagePolicy>... policies) {
        return TrustRules.of(List.of(policies));
    }

    private static Manifest<ImagePolicy> policy(String name, Verdict others, Scope... scopes) {
        return new Manifest<>(
                new ObjectKey("ImagePolicy", "", name),
                new ImagePolicy(others, Optional.empty(), List.of(scopes)),
                new Source(new Position(name + ".yaml", 1, 1), Map.of()));
    }

    private static Scope scope(String name, Verdict verdict, boolean digest) {
        return new Scope(name, verdict, digest, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
