package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Sysctl;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Ip;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Namespaces, names and kernel parameters of one pod. */
final class SettingsCheck {
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirst", "Default", "None", "ClusterFirstWithHostNet");
    private static final int MOST_SERVERS = 3;
    private static final int MOST_SEARCHES = 32;
    private static final int LONGEST_SEARCHES = 2048;
    private static final Pattern OPTION = Pattern.compile("[-a-z0-9]{1,64}(:[0-9]{1,10})?");
    private static final Pattern SYSCTL =
            Pattern.compile("[a-z0-9]([-_a-z0-9]*[a-z0-9])?([./][a-z0-9]([-_a-z0-9]*[a-z0-9])?)*");

    private final Problems problems;

    SettingsCheck(Problems problems) {
        this.problems = problems;
    }

    void check(PodSpec spec) {
        namespaces(spec);
        boolean hostNetwork = Boolean.TRUE.equals(spec.getHostNetwork());
        if (hostNetwork && !spec.getHostAliases().isEmpty()) {
            problems.error(
                    "/spec/hostAliases",
                    "hostAliases have no effect with hostNetwork: true: Podman gives the pod the host's own names");
        }
        for (int i = 0; i < spec.getHostAliases().size(); i++) {
            alias(spec.getHostAliases().get(i), Pointers.child("/spec/hostAliases", i));
        }
        dns(spec, hostNetwork);
        if (spec.getSecurityContext() != null) {
            List<Sysctl> sysctls = spec.getSecurityContext().getSysctls();
            Set<String> names = new HashSet<>();
            for (int i = 0; i < sysctls.size(); i++) {
                sysctl(sysctls.get(i), spec, Pointers.child("/spec/securityContext/sysctls", i), names);
            }
        }
    }

    private void namespaces(PodSpec spec) {
        if (Boolean.TRUE.equals(spec.getHostPID()) && Boolean.TRUE.equals(spec.getShareProcessNamespace())) {
            problems.error("/spec/shareProcessNamespace", "a pod with hostPID: true has no process namespace to share");
        }
        if (!Boolean.FALSE.equals(spec.getHostUsers())) {
            return;
        }
        if (Boolean.TRUE.equals(spec.getHostNetwork())
                || Boolean.TRUE.equals(spec.getHostPID())
                || Boolean.TRUE.equals(spec.getHostIPC())) {
            problems.error(
                    "/spec/hostUsers",
                    "hostUsers cannot be false together with hostNetwork, hostPID or hostIPC, whose namespaces are the host's");
        }
    }

    private void alias(HostAlias alias, String pointer) {
        if (alias.getIp() == null) {
            problems.missing(pointer, "ip");
        } else if (Ip.parse(alias.getIp()).isEmpty()) {
            problems.error(pointer + "/ip", "ip " + Quoted.of(alias.getIp()) + " is not an IP address");
        }
        for (int i = 0; i < alias.getHostnames().size(); i++) {
            Syntax.SUBDOMAIN.check(
                    problems,
                    Pointers.child(pointer + "/hostnames", i),
                    "host name",
                    alias.getHostnames().get(i));
        }
    }

    private void dns(PodSpec spec, boolean hostNetwork) {
        new Values(problems).oneOf("/spec/dnsPolicy", spec.getDnsPolicy(), DNS_POLICIES);
        PodDNSConfig config = spec.getDnsConfig();
        String policy = spec.getDnsPolicy() == null ? "ClusterFirst" : spec.getDnsPolicy();
        if (policy.equals("None") && (config == null || config.getNameservers().isEmpty())) {
            problems.error("/spec/dnsPolicy", "dnsPolicy None needs dnsConfig.nameservers");
        }
        if (!hostNetwork && policy.equals("ClusterFirstWithHostNet")) {
            problems.error(
                    "/spec/dnsPolicy", "dnsPolicy ClusterFirstWithHostNet has a meaning only with hostNetwork: true");
        }
        if (!hostNetwork && policy.equals("Default")) {
            problems.error(
                    "/spec/dnsPolicy",
                    "dnsPolicy Default works only with hostNetwork: true: Podman gives pods the resolvers of their networks;"
                            + " name others in dnsConfig.nameservers");
        }
        if (config == null) {
            return;
        }
        if (hostNetwork) {
            problems.error(
                    "/spec/dnsConfig",
                    "dnsConfig has no effect with hostNetwork: true: Podman gives the pod the host's own resolv.conf");
        }
        config(config);
    }

    private void config(PodDNSConfig config) {
        String at = "/spec/dnsConfig";
        List<String> servers = config.getNameservers();
        if (servers.size() > MOST_SERVERS) {
            problems.error(
                    at + "/nameservers", servers.size() + " nameservers, expected " + MOST_SERVERS + " or fewer");
        }
        for (int i = 0; i < servers.size(); i++) {
            if (Ip.parse(servers.get(i)).isEmpty()) {
                problems.error(
                        Pointers.child(at + "/nameservers", i),
                        "nameserver " + Quoted.of(servers.get(i)) + " is not an IP address");
            }
        }
        List<String> searches = config.getSearches();
        if (searches.size() > MOST_SEARCHES || String.join(" ", searches).length() > LONGEST_SEARCHES) {
            problems.error(
                    at + "/searches",
                    "searches are too long, expected " + MOST_SEARCHES + " domains and " + LONGEST_SEARCHES
                            + " characters at most");
        }
        for (int i = 0; i < searches.size(); i++) {
            String domain = searches.get(i).endsWith(".")
                    ? searches.get(i).substring(0, searches.get(i).length() - 1)
                    : searches.get(i);
            Syntax.SUBDOMAIN.check(problems, Pointers.child(at + "/searches", i), "search domain", domain);
        }
        for (int i = 0; i < config.getOptions().size(); i++) {
            option(config.getOptions().get(i), Pointers.child(at + "/options", i));
        }
    }

    private void option(PodDNSConfigOption option, String pointer) {
        if (option.getName() == null) {
            problems.missing(pointer, "name");
            return;
        }
        String text = option.getValue() == null ? option.getName() : option.getName() + ":" + option.getValue();
        if (!OPTION.matcher(text).matches()) {
            problems.error(pointer, "DNS option " + Quoted.of(text) + " is not one of resolv.conf(5), such as ndots:2");
        }
    }

    private void sysctl(Sysctl sysctl, PodSpec spec, String pointer, Set<String> names) {
        if (sysctl.getName() == null) {
            problems.missing(pointer, "name");
            return;
        }
        if (sysctl.getValue() == null) {
            problems.missing(pointer, "value");
        }
        new Values(problems).text(pointer + "/value", sysctl.getValue());
        String name = sysctl.getName().replace('/', '.');
        String at = pointer + "/name";
        boolean network = name.startsWith("net.");
        boolean ipc = name.equals("kernel.sem")
                || name.startsWith("kernel.shm")
                || name.startsWith("kernel.msg")
                || name.startsWith("fs.mqueue.");
        if (!SYSCTL.matcher(sysctl.getName()).matches()) {
            problems.error(
                    at,
                    "sysctl " + Quoted.of(sysctl.getName())
                            + " is not valid, expected a name such as net.core.somaxconn");
        } else if (!names.add(name)) {
            problems.error(at, "sysctl " + Quoted.of(name) + " stands twice in the pod");
        } else if (!network && !ipc) {
            problems.error(at, "sysctl " + Quoted.of(name) + " would change the whole host, not only the pod");
        } else if (network && Boolean.TRUE.equals(spec.getHostNetwork())) {
            problems.error(
                    at,
                    "sysctl " + Quoted.of(name) + " would change the host's network: the pod has hostNetwork: true");
        } else if (ipc && Boolean.TRUE.equals(spec.getHostIPC())) {
            problems.error(at, "sysctl " + Quoted.of(name) + " would change the host's IPC: the pod has hostIPC: true");
        }
    }
}
