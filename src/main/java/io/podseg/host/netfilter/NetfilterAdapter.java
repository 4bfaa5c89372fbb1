package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Counters;
import io.podseg.state.Counters.RuleCount;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.KernelRules;
import io.podseg.state.KernelTable;
import io.podseg.state.MangleTable;
import io.podseg.state.SetParser;
import io.podseg.state.SetText;
import io.podseg.state.TableParser;
import io.podseg.state.TrackedConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The kernel's packet filter through iptables (either backend) and ipset. */
public final class NetfilterAdapter implements NetfilterPort {
    private static final Path INTERFACES = Path.of("/proc/net/dev");
    private static final Path IPV6_INTERFACES = Path.of("/proc/net/if_inet6");

    /** Seconds that iptables waits for its lock (only the legacy backend has one). */
    private static final String LOCK_WAIT = "10";

    private final CommandRunner runner;
    private final ProcFiles files;
    private final BridgeNetfilter bridge;
    private final BridgePorts ports;
    private final ConnectionTable connections;

    /**
     * Creates the adapter.
     *
     * @param runner runs commands in the network namespace that holds the bridges
     * @param files shows that namespace's sysctls
     */
    public NetfilterAdapter(CommandRunner runner, ProcFiles files) {
        this.runner = runner;
        this.files = files;
        this.bridge = new BridgeNetfilter(runner, files);
        this.ports = new BridgePorts(runner);
        this.connections = new ConnectionTable(runner);
    }

    /** The network namespace that podseg runs in. */
    public static NetfilterAdapter own(CommandRunner runner) {
        return new NetfilterAdapter(runner, ProcFiles.own());
    }

    @Override
    public Set<String> links() {
        return files.read(INTERFACES)
                .orElse("")
                .lines()
                .filter(line -> line.indexOf(':') > 0)
                .map(line -> line.substring(0, line.lastIndexOf(':')).strip())
                .collect(Collectors.toSet());
    }

    @Override
    public boolean hasIpv6() {
        return files.read(IPV6_INTERFACES).isPresent();
    }

    @Override
    public Firewall observe() throws HostException {
        Map<Family, MangleTable> tables = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            if (isPresent(family)) {
                tables.put(family, TableParser.parse(save(family, MangleTable.TABLES)));
            }
        }
        return new Firewall(tables, sets(), bridge.read());
    }

    @Override
    public KernelRules rules() throws HostException {
        Map<Family, KernelTable> tables = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            if (isPresent(family)) {
                tables.put(family, KernelTable.parse(save(family, KernelTable.TABLES)));
            }
        }
        return new KernelRules(tables, sets(), bridge.read().families());
    }

    private String save(Family family, List<String> tables, String... options) throws HostException {
        StringBuilder saved = new StringBuilder();
        for (String table : tables) {
            List<String> argv = new ArrayList<>(List.of(program(family) + "-save"));
            argv.addAll(List.of(options));
            argv.addAll(List.of("-t", table));
            saved.append(run(argv, List.of()));
        }
        return saved.toString();
    }

    private SortedMap<String, IpSet> sets() throws HostException {
        return SetParser.parse(run(List.of("ipset", "save"), List.of()));
    }

    @Override
    public Counters counters() throws HostException {
        List<RuleCount> rules = new ArrayList<>();
        for (Family family : Family.values()) {
            if (isPresent(family)) {
                rules.addAll(Counters.rules(family, save(family, MangleTable.TABLES, "-c")));
            }
        }
        return new Counters(rules, SetParser.counts(run(List.of("ipset", "save"), List.of())));
    }

    @Override
    public void apply(FirewallTransaction transaction) throws HostException {
        if (transaction.enableBridgeNetfilter()) {
            bridge.set(BridgeSysctls.ALL);
        }
        restoreSets(transaction.setsBefore());
        for (Family family : Family.values()) {
            List<String> lines = transaction.tables().getOrDefault(family, List.of());
            if (!lines.isEmpty() && isPresent(family)) {
                run(List.of(program(family) + "-restore", "--noflush", "-w", LOCK_WAIT), lines);
            }
        }
        restoreSets(transaction.setsAfter());
    }

    @Override
    public void addMember(String set, String member) throws HostException {
        restoreSets(List.of(SetText.add(set, member)));
    }

    @Override
    public void removeMember(String set, String member) throws HostException {
        List<String> lines = List.of(SetText.delete(set, member));
        Result result = restore(lines);
        if (!(result instanceof Exited exited && exited.stderr().contains("set with the given name does not exist"))) {
            Complaint.outputOf(result, "ipset", lines);
        }
    }

    @Override
    public void reflect(Set<String> bridges) throws HostException {
        ports.reflect(bridges);
    }

    @Override
    public void steady(Set<String> bridges) throws HostException {
        ports.steady(bridges);
    }

    @Override
    public void setBridgeNetfilter(BridgeSysctls sysctls) throws HostException {
        bridge.set(sysctls);
    }

    @Override
    public List<TrackedConnection> connections() throws HostException {
        return connections.list(hasIpv6());
    }

    @Override
    public void cut(List<TrackedConnection> revoked) throws HostException {
        connections.delete(revoked);
    }

    @Override
    public void forget(Set<Ip> addresses) throws HostException {
        connections.forget(addresses);
    }

    private void restoreSets(List<String> lines) throws HostException {
        if (!lines.isEmpty()) {
            Complaint.outputOf(restore(lines), "ipset", lines);
        }
    }

    private Result restore(List<String> lines) {
        return runner.run(List.of("ipset", "restore", "-exist"), text(lines));
    }

    private String run(List<String> argv, List<String> input) throws HostException {
        return Complaint.outputOf(runner.run(argv, text(input)), argv.getFirst(), input);
    }

    private boolean isPresent(Family family) {
        return family == Family.V4 || hasIpv6();
    }

    private static String program(Family family) {
        return family == Family.V4 ? "iptables" : "ip6tables";
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
