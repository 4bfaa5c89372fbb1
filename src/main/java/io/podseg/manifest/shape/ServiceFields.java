package io.podseg.manifest.shape;

import static io.podseg.manifest.shape.FieldRule.ignored;
import static io.podseg.manifest.shape.FieldRule.only;
import static io.podseg.manifest.shape.FieldRule.refused;
import static io.podseg.manifest.shape.FieldRule.supported;

import java.util.List;

/** Fields of a Service: names for the selected pods, and published ports. There is no address of its own behind which it could balance. */
final class ServiceFields {
    private static final String NO_ADDRESS = "a Service has no address of its own; its names lead to the pods";
    private static final String ONE_HOST = "there is one host";

    static final List<FieldRule> RULES = List.of(
            supported("/spec", "names and ports of the selected pods"),
            supported("/spec/selector/**", "the pods that are called by its names"),
            supported("/spec/type", "ClusterIP; NodePort and LoadBalancer publish ports of the host"),
            supported("/spec/ports", "what NodePort and LoadBalancer publish"),
            supported("/spec/ports/*/name", "for people"),
            supported("/spec/ports/*/protocol", "TCP where absent"),
            supported(
                    "/spec/ports/*/port",
                    "published by LoadBalancer; a warning where targetPort is another and nothing is published"),
            supported("/spec/ports/*/targetPort", "number or name of the pod's port"),
            supported("/spec/ports/*/nodePort", "published by NodePort and LoadBalancer"),
            ignored("/spec/ports/*/appProtocol", "nothing looks into connections"),
            only("/spec/clusterIP", NO_ADDRESS, "\"None\"", "\"\""),
            only("/spec/clusterIPs", NO_ADDRESS, "[\"None\"]", "[]"),
            only("/spec/sessionAffinity", "nothing balances", "\"None\""),
            only("/spec/internalTrafficPolicy", ONE_HOST, "\"Cluster\"", "\"Local\""),
            only("/spec/externalTrafficPolicy", ONE_HOST, "\"Cluster\"", "\"Local\""),
            only("/spec/allocateLoadBalancerNodePorts", "only what is written is published", "true", "false"),
            only(
                    "/spec/publishNotReadyAddresses",
                    "a pod has its names as long as it runs, ready or not",
                    "true",
                    "false"),
            ignored("/spec/ipFamilies", "the networks of the pods decide"),
            ignored("/spec/ipFamilyPolicy", "the networks of the pods decide"),
            ignored("/spec/trafficDistribution", ONE_HOST),
            refused("/spec/externalIPs", NO_ADDRESS),
            refused("/spec/externalName", "names of others are not podseg's to give"),
            refused("/spec/healthCheckNodePort", "nothing balances"),
            refused("/spec/loadBalancerClass", "there are no load balancers"),
            refused("/spec/loadBalancerIP", NO_ADDRESS),
            refused("/spec/loadBalancerSourceRanges", "declare a NetworkPolicy"),
            refused("/spec/sessionAffinityConfig", "nothing balances"));

    private ServiceFields() {}
}
