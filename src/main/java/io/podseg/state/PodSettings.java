package io.podseg.state;

import io.podseg.model.Hardening.UserNamespace;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pod asks for beyond its networks, ports and containers.
 *
 * @param initContainers run one after the other, each to its end, before the others start
 * @param initType Podman's kind of init container: {@code once} (removed when it has run) or {@code always} (runs at each start)
 * @param hosts further lines of {@code /etc/hosts}, in order, each {@code name:address}
 * @param dns what stands in {@code resolv.conf}
 * @param sysctls kernel parameters of its namespaces
 * @param namespaces which namespaces it shares with whom
 * @param infraName name of its infra container in Podman, Podman's choice where empty
 * @param annotations what its containers carry as annotations; a change of these alone does not replace a pod
 * @param maxRetries how often Podman starts a container that fails again; any number of times where empty
 */
public record PodSettings(
        List<ContainerSpec> initContainers,
        String initType,
        List<String> hosts,
        Dns dns,
        SortedMap<String, String> sysctls,
        Namespaces namespaces,
        Optional<String> infraName,
        SortedMap<String, String> annotations,
        Optional<Integer> maxRetries) {
    /** The init container is removed once it has run: kube play's default. */
    public static final String ONCE = "once";

    public static final PodSettings NONE = new PodSettings(
            List.of(),
            ONCE,
            List.of(),
            Dns.NONE,
            new TreeMap<>(),
            Namespaces.OWN,
            Optional.empty(),
            new TreeMap<>(),
            Optional.empty());

    public PodSettings {
        initContainers = List.copyOf(initContainers);
        hosts = List.copyOf(hosts);
        sysctls = Sorted.map(sysctls);
        annotations = Sorted.map(annotations);
    }

    /** The same with other annotations. */
    public PodSettings withAnnotations(SortedMap<String, String> others) {
        return new PodSettings(
                initContainers, initType, hosts, dns, sysctls, namespaces, infraName, others, maxRetries);
    }

    /**
     * How a pod resolves names.
     *
     * @param servers addresses of resolvers
     * @param searches domains tried in turn
     * @param options such as {@code ndots:2}
     */
    public record Dns(List<String> servers, List<String> searches, List<String> options) {
        public static final Dns NONE = new Dns(List.of(), List.of(), List.of());

        public Dns {
            servers = List.copyOf(servers);
            searches = List.copyOf(searches);
            options = List.copyOf(options);
        }
    }

    /**
     * Namespaces beside that of the network.
     *
     * @param hostPid it sees the host's processes
     * @param hostIpc it shares the host's System V IPC and message queues
     * @param hostName it has the host's name
     * @param sharedProcesses its containers see each other's processes
     * @param users user namespace that of whoever runs Podman where empty
     */
    public record Namespaces(
            boolean hostPid,
            boolean hostIpc,
            boolean hostName,
            boolean sharedProcesses,
            Optional<UserNamespace> users) {
        public static final Namespaces OWN = new Namespaces(false, false, false, false, Optional.empty());
    }
}
