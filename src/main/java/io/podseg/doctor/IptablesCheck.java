package io.podseg.doctor;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.host.exec.CommandRunner.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** iptables is there for both families, only one of its two kinds is in use, and the kernel knows the matches that rules need. */
final class IptablesCheck implements Check {
    private static final String TRY = """
            *mangle
            :PODSEG-TRY - [0:0]
            -A PODSEG-TRY -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
            -A PODSEG-TRY -p tcp -m tcp ! --syn -m conntrack --ctstate NEW -j DROP
            -A PODSEG-TRY -p udp -m multiport --dports 53,80:90 -m comment --comment podseg -j RETURN
            -A PODSEG-TRY -m hashlimit --hashlimit-upto 5/sec --hashlimit-mode srcip --hashlimit-name podseg-try -j NFLOG
            COMMIT
            *raw
            :PODSEG-TRY - [0:0]
            -A PODSEG-TRY -i podseg+ -j DROP
            COMMIT
            """;

    @Override
    public List<Finding> look(Examined host) {
        List<Finding> findings = new ArrayList<>();
        Optional<String> version = host.output("iptables", "--version");
        if (version.isEmpty()) {
            findings.add(Finding.fail(
                    "iptables",
                    "iptables is missing or does not run",
                    Distribution.of(host).install("iptables", "iptables-nft")));
        } else {
            findings.add(Finding.ok("iptables", version.get()));
            mixed(host, version.get()).ifPresent(findings::add);
            rules(host, "iptables").ifPresent(findings::add);
        }
        if (host.exists("/proc/net/if_inet6")) {
            Optional<String> six = host.output("ip6tables", "--version");
            findings.add(six.map(text -> Finding.ok("ip6tables", text))
                    .orElseGet(() -> Finding.fail(
                            "ip6tables",
                            "ip6tables is missing or does not run",
                            Distribution.of(host).install("iptables", "iptables-nft"))));
            if (six.isPresent()) {
                rules(host, "ip6tables").ifPresent(findings::add);
            }
        } else {
            findings.add(Finding.ok("ip6tables", "this kernel has no IPv6, so nothing of it needs a filter"));
        }
        return findings;
    }

    /** Both kinds at once filter one after the other, and neither shows the other's rules. */
    private static Optional<Finding> mixed(Examined host, String version) {
        boolean nft = version.contains("nf_tables");
        boolean other = nft
                ? host.read("/proc/net/ip_tables_names")
                        .filter(text -> !text.isEmpty())
                        .isPresent()
                : host.output("iptables-nft-save")
                        .filter(text -> text.contains("-A "))
                        .isPresent();
        if (!other) {
            return Optional.empty();
        }
        return Optional.of(Finding.warn(
                "iptables-mixed",
                "iptables is of the kind " + (nft ? "nf_tables" : "legacy") + ", and " + (nft ? "legacy" : "nf_tables")
                        + " rules are in use too",
                "let every program use the same kind: update-alternatives --config iptables"));
    }

    private static Optional<Finding> rules(Examined host, String program) {
        Result result = host.programs().run(List.of("unshare", "-n", program + "-restore", "--noflush"), TRY);
        String id = program + "-rules";
        if (result.ok()) {
            return Optional.of(Finding.ok(id, program + " takes the rules that podseg writes"));
        }
        if (result instanceof Missing || notAllowed(result)) {
            return Optional.empty();
        }
        String said = result instanceof Exited exited ? exited.stderr().strip() : "it did not end";
        return Optional.of(
                Finding.fail(
                        id,
                        program + " does not take the rules that podseg writes: " + said,
                        "see that the kernel has the modules nf_conntrack, xt_conntrack, xt_multiport, xt_comment, xt_hashlimit and xt_NFLOG"));
    }

    /** Only root may make a network namespace; that it is missing is another finding. */
    static boolean notAllowed(Result result) {
        return result instanceof Exited exited && exited.stderr().startsWith("unshare:");
    }
}
