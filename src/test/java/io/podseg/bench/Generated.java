package io.podseg.bench;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.podseg.model.Cidr;
import io.podseg.model.Declarations;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.NetworkSpec.Subnet;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Declarations of any size, as a loader would have made them, each kind of world for one question. */
public final class Generated {
    /** Each pod has one of these, since a subnet has at most 32,768 static addresses beside its lease range. */
    private static final int NETWORKS = 4;

    private static final Source SOURCE = new Source(new Position("bench.yaml", 1, 1), Map.of());

    private final List<Manifest<Namespace>> namespaces = new ArrayList<>();
    private final List<Manifest<Pod>> pods = new ArrayList<>();
    private final List<Manifest<NetworkPolicy>> policies = new ArrayList<>();

    private Generated() {}

    /**
     * Many small namespaces, the shape that Antrea measures its controller with ({@code TestInitXLargeScaleWithSmallNamespaces}): in each
     * namespace four pods of two applications, a default deny, and for each application a policy that lets it talk to itself.
     */
    public static Declarations smallNamespaces(int count) {
        Generated world = new Generated();
        for (int i = 0; i < count; i++) {
            String namespace = String.format("ns-%05d", i);
            world.namespace(namespace);
            world.policy(namespace, "default-deny-all", Map.of(), List.of(), List.of());
            for (int app = 1; app <= 2; app++) {
                Map<String, String> labels = Map.of("app-" + app, "scale-" + app);
                world.policy(namespace, "np-" + app, labels, List.of(peer(labels)), List.of());
                world.pod(namespace, "pod" + (2 * app - 1), labels, i % NETWORKS);
                world.pod(namespace, "pod" + 2 * app, labels, i % NETWORKS);
            }
        }
        return world.declarations();
    }

    /** {@link #distinct(int, int, int)} with as many applications as pods. */
    public static Declarations distinct(int pods, int policies) {
        return distinct(pods, policies, pods);
    }

    /**
     * Pods of many applications, and for each application a policy of its own for both directions: who may call it, and whom it may
     * call. The policies begin with the application in the middle.
     *
     * @param applications pods beyond this number are replicas of the first ones
     */
    public static Declarations distinct(int pods, int policies, int applications) {
        Generated world = new Generated();
        for (int i = 0; i < pods; i++) {
            world.pod("shop", name("pod", i), Map.of("app", name("app", i % applications)), 0);
        }
        for (int i = 0; i < policies; i++) {
            int app = (i + applications / 2) % applications;
            world.policy(
                    "shop",
                    name("policy", app),
                    Map.of("app", name("app", app)),
                    List.of(peer(Map.of("app", name("app", (app + 1) % applications)))),
                    List.of(peer(Map.of("app", name("app", (app + applications - 1) % applications)))));
        }
        return world.declarations();
    }

    /** The same with one policy more, which selects every pod of its namespace and allows nothing. */
    public static Declarations andDefaultDeny(Declarations before) {
        Generated world = new Generated();
        world.policy("shop", "default-deny", Map.of(), List.of(), List.of());
        world.policies.addAll(before.networkPolicies());
        return with(before, world.policies);
    }

    /** The same with another port in the first rule of the policy in the middle. */
    public static Declarations onePolicyChanged(Declarations before) {
        List<Manifest<NetworkPolicy>> policies = new ArrayList<>(before.networkPolicies());
        int middle = policies.size() / 2;
        Manifest<NetworkPolicy> old = policies.get(middle);
        NetworkPolicy changed = new NetworkPolicyBuilder(old.object())
                .editSpec()
                .editIngress(0)
                .editPort(0)
                .withNewPort(9090)
                .endPort()
                .endIngress()
                .endSpec()
                .build();
        policies.set(middle, new Manifest<>(old.key(), changed, old.source()));
        return with(before, policies);
    }

    private static Declarations with(Declarations before, List<Manifest<NetworkPolicy>> policies) {
        return new Declarations(before.namespaces(), before.networks(), before.pods(), List.of(), List.of(), policies);
    }

    /** Pods of which each is selected by {@code each} of the policies, no two by the same ones. */
    public static Declarations overlapping(int pods, int policies, int each) {
        Generated world = new Generated();
        for (int i = 0; i < pods; i++) {
            Map<String, String> labels = new TreeMap<>();
            for (int k = 0; k < each; k++) {
                labels.put(name("label", (i + k) % policies), "yes");
            }
            world.pod("shop", name("pod", i), labels, 0);
        }
        for (int i = 0; i < policies; i++) {
            Map<String, String> next = Map.of(name("label", (i + 1) % policies), "yes");
            world.policy(
                    "shop",
                    name("policy", i),
                    Map.of(name("label", i), "yes"),
                    List.of(peer(next)),
                    List.of(peer(next)));
        }
        return world.declarations();
    }

    /** Replicas of a few applications. */
    public static Declarations replicas(int pods, int applications) {
        Generated world = new Generated();
        for (int i = 0; i < pods; i++) {
            world.pod("shop", name("pod", i), Map.of("app", name("app", i % applications)), 0);
        }
        for (int i = 0; i < applications; i++) {
            Map<String, String> next = Map.of("app", name("app", (i + 1) % applications));
            world.policy("shop", name("policy", i), Map.of("app", name("app", i)), List.of(peer(next)), List.of());
        }
        return world.declarations();
    }

    private static String name(String kind, int number) {
        return String.format("%s-%04d", kind, number);
    }

    private static NetworkPolicyPeer peer(Map<String, String> labels) {
        return new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .withMatchLabels(labels)
                .endPodSelector()
                .build();
    }

    private void namespace(String name) {
        Namespace namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Map.of("app", name))
                .endMetadata()
                .build();
        namespaces.add(new Manifest<>(new ObjectKey("Namespace", "", name), namespace, SOURCE));
    }

    private void pod(String namespace, String name, Map<String, String> labels, int network) {
        Pod pod = new PodBuilder()
                .withMetadata(new ObjectMetaBuilder(metadata(namespace, name))
                        .withLabels(labels)
                        .withAnnotations(Map.of("podseg.io/networks", "net" + network))
                        .build())
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("localhost/bench:1")
                .addNewPort()
                .withName("http")
                .withContainerPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
        pods.add(new Manifest<>(new ObjectKey("Pod", namespace, name), pod, SOURCE));
    }

    private void policy(
            String namespace,
            String name,
            Map<String, String> selected,
            List<NetworkPolicyPeer> from,
            List<NetworkPolicyPeer> to) {
        NetworkPolicyBuilder policy = new NetworkPolicyBuilder()
                .withMetadata(metadata(namespace, name))
                .withNewSpec()
                .withPolicyTypes("Ingress", "Egress")
                .withNewPodSelector()
                .withMatchLabels(selected)
                .endPodSelector()
                .endSpec();
        if (!from.isEmpty()) {
            policy.editSpec()
                    .addNewIngress()
                    .withFrom(from)
                    .addNewPort()
                    .withNewPort(8080)
                    .endPort()
                    .endIngress()
                    .endSpec();
        }
        if (!to.isEmpty()) {
            policy.editSpec()
                    .addNewEgress()
                    .withTo(to)
                    .addNewPort()
                    .withNewPort(8080)
                    .endPort()
                    .endEgress()
                    .endSpec();
        }
        policies.add(new Manifest<>(new ObjectKey("NetworkPolicy", namespace, name), policy.build(), SOURCE));
    }

    private static ObjectMeta metadata(String namespace, String name) {
        return new ObjectMetaBuilder().withNamespace(namespace).withName(name).build();
    }

    private Declarations declarations() {
        List<Manifest<NetworkSpec>> networks = new ArrayList<>();
        for (int i = 0; i < NETWORKS; i++) {
            String name = "net" + i;
            networks.add(new Manifest<>(new ObjectKey("Network", "", name), network(name, 240 + i), SOURCE));
        }
        return new Declarations(namespaces, networks, pods, List.of(), List.of(), policies);
    }

    private static NetworkSpec network(String name, int second) {
        Cidr cidr = Cidr.of("10." + second + ".0.0/16");
        return NetworkSpec.bridge(
                name, List.of(new Subnet(cidr, Optional.of(Ip.of("10." + second + ".0.1")), Optional.empty())));
    }
}
