package io.podseg.bench;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.netfilter.NetfilterAdapter;
import io.podseg.model.Declarations;
import io.podseg.reconcile.HostException;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** The packet filter of the network namespace that this process runs in. */
final class Kernel {
    private final NetfilterAdapter netfilter = NetfilterAdapter.own(new ProcessRunner(Duration.ofMinutes(5)));

    /** What takes the kernel, as it is found now, to this firewall. */
    FirewallTransaction towards(Firewall firewall) throws HostException {
        return TransactionBuilder.build(firewall, netfilter.observe(), _ -> false);
    }

    void apply(FirewallTransaction transaction) throws HostException {
        netfilter.apply(transaction);
    }

    /** Takes the kernel to a firewall and makes sure that it is there. */
    void bring(Firewall firewall) throws HostException {
        for (FirewallTransaction next = towards(firewall); !next.isEmpty(); next = towards(firewall)) {
            apply(next);
        }
    }

    /** Leaves the namespace without any rule or set. */
    static void clean() throws IOException, InterruptedException {
        for (String restore : List.of("iptables-restore", "ip6tables-restore")) {
            run(List.of(restore), "*raw", "COMMIT", "*mangle", "COMMIT", "*filter", "COMMIT");
        }
        run(List.of("ipset", "destroy"));
    }

    static Desired compile(Declarations declarations) {
        Desired desired = Compiler.compile(declarations, Known.NOTHING);
        if (desired.hasErrors()) {
            throw new IllegalStateException(desired.diagnostics().toString());
        }
        return desired;
    }

    /** Runs a program to its end and gives what it printed. */
    static String run(List<String> command, String... input) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.outputWriter(StandardCharsets.UTF_8)) {
            for (String line : input) {
                out.write(line);
                out.write('\n');
            }
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
        return output;
    }
}
