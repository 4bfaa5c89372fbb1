package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.manifest.FolderSource;
import io.podseg.model.Diagnostic;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Reason;
import io.podseg.policy.Verdict;
import io.podseg.policy.Verdicts;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.Protection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which layer protects what, and which pods are refused because none can. */
class LayersTest {
    private static final ObjectKey KEY = new ObjectKey("Pod", "x", "app");
    private static final HostFacts ROOTLESS = new HostFacts(true, Optional.empty());
    private static final HostFacts NO_HOOK = new HostFacts(false, Optional.of("the hook is not installed"));
    private static final HostFacts ROOTLESS_NO_HOOK = new HostFacts(true, Optional.of("the hook is not installed"));

    private static final String DENY = """
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: x}
            spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "podseg,                  false, false, false, host",
        "podseg,                  false, true,  false, host",
        "podseg,                  false, false, true,  host+pod",
        "podseg,                  true,  false, false, host",
        "podseg,                  true,  true,  false, host+pod",
        "podseg,                  true,  false, true,  host+pod",
        "slirp4netns,             false, false, false, pod",
        "slirp4netns,             true,  true,  false, pod",
        "pasta,                   true,  false, false, pod",
        "none,                    true,  false, false, none",
    })
    void theLayersDependOnHowAPodIsConnected(
            String networks, boolean rootless, boolean published, boolean asked, String layers) throws IOException {
        String annotations =
                "{podseg.io/networks: '" + networks + "'" + (asked ? ", podseg.io/pod-layer: 'true'" : "") + "}";
        Desired desired = compile(
                pod(annotations, published ? "ports: [{containerPort: 80, hostPort: 8080}]" : ""),
                rootless ? ROOTLESS : HostFacts.ROOTFUL);

        assertThat(errors(desired)).isEmpty();
        Protection protection = Objects.requireNonNull(desired.protections().get(KEY));
        assertThat(protection.layers()).isEqualTo(layers);
        PodSpec pod = spec(desired);
        assertThat(pod.podLayer()).isEqualTo(protection.pod());
        assertThat(desired.state().podRules().containsKey("x_app")).isEqualTo(protection.pod());
        assertThat(desired.transition().podRules()).isEqualTo(desired.state().podRules());
        String annotation = pod.settings().annotations().getOrDefault(Owner.LAYER, "");
        assertThat(annotation).isEqualTo(protection.pod() ? "pod" : rootless && protection.host() ? "host" : "");
    }

    /** The hook cannot even be read there: a container that waited for it would never start. */
    @ParameterizedTest
    @CsvSource({"auto, ''", "host, host"})
    void onlyWhereHooksCanRunAContainerWaitsForOne(String users, String layer) throws IOException {
        Desired desired = compile(pod("{io.podman.annotations.userns: '" + users + "'}", ""), ROOTLESS);

        assertThat(errors(desired)).isEmpty();
        assertThat(layers(desired)).isEqualTo("host");
        assertThat(spec(desired).settings().annotations().getOrDefault(Owner.LAYER, ""))
                .isEqualTo(layer);
    }

    @Test
    void thePodsOfTheHostsNetworkHaveNoLayer() throws IOException {
        Desired desired = compile(pod("{}", "").replace("spec:", "spec:\n  hostNetwork: true"), ROOTLESS);

        assertThat(layers(desired)).isEqualTo("none");
        assertThat(desired.state().podRules()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rootlessTheHostsNetworkHasNoWayToBridges(boolean rootless) throws IOException {
        String node = pod("{}", "").replace("spec:", "spec:\n  hostNetwork: true");
        String web = pod("{}", "").replace("name: app", "name: web");
        Desired desired = compile(node + "---\n" + web, rootless ? ROOTLESS : HostFacts.ROOTFUL);

        Map<String, Endpoint> endpoints =
                desired.world().endpoints().stream().collect(Collectors.toMap(Endpoint::id, Function.identity()));
        assertThat(endpoints).doesNotContainKey("kube-system/dns-host");
        Verdict verdict = new Verdicts(desired.world())
                .verdict(
                        Objects.requireNonNull(endpoints.get("x/app")),
                        Objects.requireNonNull(endpoints.get("x/web")),
                        80,
                        Protocol.TCP);
        assertThat(verdict.allowed()).isEqualTo(!rootless);
        assertThat(verdict.reasons())
                .singleElement()
                .extracting(Reason::text)
                .asString()
                .contains(rootless ? "x/app is on the host's network" : "the node may reach its pods");
    }

    @Test
    void aNamespaceAsksForAllItsPodsAndAPodMayDecline() throws IOException {
        String namespace =
                "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: x, annotations: {podseg.io/pod-layer: 'true'}}\n";

        assertThat(layers(compile(pod("{}", "") + namespace, HostFacts.ROOTFUL)))
                .isEqualTo("host+pod");
        assertThat(layers(compile(pod("{podseg.io/pod-layer: 'false'}", "") + namespace, HostFacts.ROOTFUL)))
                .isEqualTo("host");
    }

    @Test
    void aUserModePodHasNoAddressThatOthersFind() throws IOException {
        Desired desired = compile(pod("{podseg.io/networks: 'slirp4netns:allow_host_loopback=true'}", ""), ROOTLESS);

        assertThat(spec(desired).network())
                .isEqualTo(new NetworkMode(NetworkMode.Kind.SLIRP4NETNS, List.of("allow_host_loopback=true")));
        assertThat(spec(desired).attachments()).isEmpty();
        assertThat(desired.state().networks()).isEmpty();
        assertThat(desired.world().endpoints())
                .extracting(Endpoint::id)
                .containsExactly("kube-system/dns-host", "x/app");
        assertThat(desired.world().endpoints()).allMatch(Endpoint::unseen);
        assertThat(desired.state().firewall().sets().values())
                .allSatisfy(set -> assertThat(set.members()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "none:mtu=1",
                "slirp4netns:nonsense=1",
                "slirp4netns:cidr=10.0.0.0/30",
                "slirp4netns:mtu",
                "pasta:-a|b",
                "slirp4netns podseg"
            })
    void networksThatCannotBeAreErrors(String networks) throws IOException {
        assertThat(errors(compile(pod("{podseg.io/networks: '" + networks + "'}", ""), ROOTLESS)))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "securityContext: {privileged: true}",
                "securityContext: {capabilities: {add: [NET_ADMIN]}}",
                "securityContext: {capabilities: {add: [NET_RAW]}}",
                "securityContext: {capabilities: {add: [ALL]}}",
                "securityContext: {capabilities: {add: [SYS_ADMIN]}}",
                "securityContext: {capabilities: {add: [BPF]}}",
                "securityContext: {capabilities: {add: [SYS_MODULE]}}"
            })
    void whoCouldChangeItsRulesIsRefusedWhereNothingElseProtectsIt(String security) throws IOException {
        String pasta = pod("{podseg.io/networks: pasta}", security);
        assertThat(errors(compile(pasta + DENY, ROOTLESS)))
                .singleElement()
                .asString()
                .contains("pods.yaml:")
                .contains("Pod x/app is selected by policy x/deny")
                .contains("container c ")
                .contains("join a network instead");
        assertThat(errors(compile(pasta, ROOTLESS))).as("no policy selects it").isEmpty();
        assertThat(errors(compile(pod("{}", security) + DENY, ROOTLESS)))
                .as("the host layer protects it")
                .isEmpty();
        assertThat(errors(compile(
                        pod("{}", security + "\n    ports: [{containerPort: 80, hostPort: 8080}]") + DENY, ROOTLESS)))
                .as("a published port of rootless Podman")
                .hasSize(1);
        assertThat(errors(compile(
                        pod("{}", security + "\n    ports: [{containerPort: 80, hostPort: 8080}]") + DENY,
                        HostFacts.ROOTFUL)))
                .isEmpty();
    }

    /** Other user namespaces than auto are errors in a manifest anyhow. */
    @ParameterizedTest
    @ValueSource(strings = {"slirp4netns", "pasta"})
    void userNamespacesInWhichHooksCannotRunAreRefused(String network) throws IOException {
        String annotations = "{podseg.io/networks: " + network + ", io.podman.annotations.userns: 'auto'}";

        Desired selected = compile(pod(annotations, "") + DENY, ROOTLESS);
        assertThat(errors(selected)).singleElement().asString().contains("user namespace (auto)", "hostUsers");
        Desired free = compile(pod(annotations, ""), ROOTLESS);
        assertThat(errors(free)).isEmpty();
        assertThat(spec(free).podLayer()).as("the hook would abort its start").isFalse();
        assertThat(errors(compile(
                        pod("{podseg.io/pod-layer: 'true', io.podman.annotations.userns: 'auto'}", ""), ROOTLESS)))
                .as("what is asked for cannot be")
                .hasSize(1);
        String bridged = pod("{}", "").replace("spec:", "spec:\n  hostUsers: false");
        assertThat(errors(compile(bridged + DENY, ROOTLESS)))
                .as("the host layer protects it")
                .isEmpty();
    }

    @Test
    void withoutTheHookWhatOnlyItProtectsIsRefusedAndTheRestWarns() throws IOException {
        String pasta = pod("{podseg.io/networks: pasta}", "");
        assertThat(errors(compile(pasta + DENY, NO_HOOK)))
                .singleElement()
                .asString()
                .contains("the hook is not installed", "podseg hook install");
        assertThat(errors(compile(pasta, NO_HOOK))).isEmpty();
        assertThat(errors(compile(pod("{podseg.io/pod-layer: 'true'}", ""), NO_HOOK)))
                .hasSize(1);
        Desired bridged = compile(pod("{}", "") + DENY, ROOTLESS_NO_HOOK);
        assertThat(errors(bridged)).isEmpty();
        assertThat(bridged.diagnostics()).singleElement().asString().contains("podseg hook install");
        assertThat(compile(pod("{}", "") + DENY, NO_HOOK).diagnostics()).isEmpty();
    }

    /** A hook that somebody deletes must not keep podseg from repairing what else is wrong. */
    @Test
    void podsThatAreThereGoOnWithoutTheHook() throws IOException {
        String text = pod("{podseg.io/networks: pasta}", "") + DENY;
        PodState there =
                Objects.requireNonNull(compile(text, ROOTLESS).state().pods().get("x_app"));
        Known known = new Known(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(Map.of(KEY, there)),
                new TreeMap<>(),
                new TreeMap<>(),
                ROOTLESS_NO_HOOK);

        Desired desired = compile(text, known);
        assertThat(errors(desired)).isEmpty();
        assertThat(desired.diagnostics()).singleElement().asString().contains("has its rules", "podseg hook install");
        assertThat(desired.state().podRules()).containsKey("x_app");
    }

    @ParameterizedTest
    @CsvSource({"'-T,auto',2", "--tcp-ns=80,1", "-qU,1", "--no-splice,0", "'-t,8080',0"})
    void pastasWayToTheHostsLoopbackIsRefused(String options, int words) throws IOException {
        String text = pod("{podseg.io/networks: 'pasta:" + options + "'}", "");

        assertThat(errors(compile(text + DENY, ROOTLESS)).size()).isEqualTo(Math.min(words, 1));
        assertThat(errors(compile(text, ROOTLESS))).isEmpty();
    }

    @Test
    void aPublishedPortThatSomeMayReachIsToldToBeClosed() throws IOException {
        String some = DENY + """
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: some, namespace: x}
                spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}
                """;
        String published = pod("{}", "ports: [{containerPort: 80, hostPort: 8080}]");

        assertThat(compile(published + some, ROOTLESS).diagnostics())
                .singleElement()
                .asString()
                .contains("port 80/TCP", "allow ::/0", "port_handler=slirp4netns");
        assertThat(compile(published.replace("8080}", "8080, hostIP: 192.0.2.1}") + some, ROOTLESS)
                        .diagnostics())
                .isEmpty();
        assertThat(layers(compile(published.replace("8080}", "8080, hostIP: 127.0.0.1}") + DENY, ROOTLESS)))
                .as("only the node comes there")
                .isEqualTo("host");
        assertThat(compile(published + some, HostFacts.ROOTFUL).diagnostics()).isEmpty();
    }

    private static PodSpec spec(Desired desired) {
        return Objects.requireNonNull(desired.pods().get(KEY));
    }

    private static String layers(Desired desired) {
        return Objects.requireNonNull(desired.protections().get(KEY)).layers();
    }

    private Desired compile(String text, HostFacts facts) throws IOException {
        return compile(text, Known.NOTHING.with(facts));
    }

    private Desired compile(String text, Known known) throws IOException {
        Files.writeString(folder.resolve("pods.yaml"), text);
        var loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics().stream().filter(Diagnostic::isError)).isEmpty();
        return Compiler.compile(loaded.declarations(), known);
    }

    private static List<Diagnostic> errors(Desired desired) {
        return desired.diagnostics().stream().filter(Diagnostic::isError).toList();
    }

    private static String pod(String annotations, String container) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: app
                  namespace: x
                  annotations: %s
                spec:
                  containers:
                  - name: c
                    image: localhost/x:1
                    %s
                """.formatted(annotations, container);
    }
}
