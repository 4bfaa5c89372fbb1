package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Count;
import io.podseg.state.Counters;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.NullMarked;

/**
 * A packet filter in memory that reads the same text as the kernel's tools do and refuses what they refuse. Passes the same
 * contract test as the real one.
 */
@NullMarked
public final class FakeNetfilter implements NetfilterPort {
    /** Type and family of each set, without members. */
    private final TreeMap<String, IpSet> sets = new TreeMap<>();

    /** Members with what they have counted, in sets that do not count too. */
    private final TreeMap<String, SortedMap<String, Count>> members = new TreeMap<>();

    private final Map<Family, FakeTable> tables = new EnumMap<>(Family.class);
    private final List<FirewallTransaction> applied = new ArrayList<>();
    private final Set<String> links = new TreeSet<>();
    private final List<TrackedConnection> open = new ArrayList<>();
    private final List<String> steady = new ArrayList<>();
    private BridgeSysctls bridge = BridgeSysctls.NONE;
    private int writes;
    private Predicate<String> fault = _ -> false;

    public FakeNetfilter() {
        for (Family family : Family.values()) {
            tables.put(family, new FakeTable(family, sets));
        }
    }

    /** From now on every operation fails at the first line, {@code addMember} or {@code observe} that the test holds for. */
    public void failWhen(Predicate<String> line) {
        fault = line;
    }

    /** All transactions that were handed in, failed ones too. */
    public List<FirewallTransaction> applied() {
        return List.copyOf(applied);
    }

    /** Bridges that were told to keep their addresses, as often as they were. */
    public List<String> steady() {
        return List.copyOf(steady);
    }

    /** How often something was written. */
    public int writes() {
        return writes;
    }

    /** Changes the table as somebody else would, by lines for iptables-restore. */
    public void tamper(Family family, List<String> lines) throws HostException {
        tables.put(family, table(family).restored(lines));
    }

    /** Changes sets as somebody else would, by lines for {@code ipset restore -exist}. */
    public void tamperSets(List<String> lines) throws HostException {
        for (String line : lines) {
            set(line);
        }
    }

    /** The table in the words of iptables-save, rules of others among them. */
    public String save(Family family) {
        return table(family).save();
    }

    /** Connections that are open from now on. */
    public void open(List<TrackedConnection> connections) {
        open.addAll(connections);
    }

    @Override
    public List<TrackedConnection> connections() throws HostException {
        check("connections");
        return List.copyOf(open);
    }

    @Override
    public void cut(List<TrackedConnection> revoked) throws HostException {
        check("cut");
        open.removeAll(revoked);
    }

    /** Interfaces that are there from now on. */
    public void withLinks(String... names) {
        links.addAll(List.of(names));
    }

    @Override
    public Set<String> links() {
        return Set.copyOf(links);
    }

    @Override
    public void forget(Set<Ip> addresses) throws HostException {
        check("forget");
        open.removeIf(
                connection -> addresses.contains(connection.source()) || addresses.contains(connection.destination()));
    }

    /** A kernel without IPv6: no table and no set of it can be written. */
    public void withoutIpv6() {
        tables.remove(Family.V6);
    }

    @Override
    public boolean hasIpv6() {
        return tables.containsKey(Family.V6);
    }

    @Override
    public Firewall observe() throws HostException {
        check("observe");
        Map<Family, MangleTable> parsed = new EnumMap<>(Family.class);
        tables.forEach((family, table) -> parsed.put(family, TableParser.parse(table.save())));
        return new Firewall(parsed, own(), bridge);
    }

    @Override
    public KernelRules rules() throws HostException {
        check("rules");
        Map<Family, KernelTable> parsed = new EnumMap<>(Family.class);
        tables.forEach((family, table) -> parsed.put(family, KernelTable.parse(table.save())));
        return new KernelRules(parsed, own(), bridge.families());
    }

    @Override
    public Counters counters() throws HostException {
        check("counters");
        List<Counters.RuleCount> rules = new ArrayList<>();
        tables.forEach((family, table) -> rules.addAll(Counters.rules(family, table.save(true))));
        TreeMap<String, SortedMap<String, Count>> counts = new TreeMap<>(members);
        counts.keySet().removeIf(name -> !counts(name));
        return new Counters(rules, counts);
    }

    private boolean counts(String set) {
        IpSet found = sets.get(set);
        return found != null && found.type().counted();
    }

    /** Counts packets at the rules of a chain whose comment begins so. */
    public void count(Family family, String chain, String comment, Count count) {
        table(family).count(chain, comment, count);
    }

    @Override
    public void apply(FirewallTransaction transaction) throws HostException {
        applied.add(transaction);
        if (transaction.enableBridgeNetfilter()) {
            setBridgeNetfilter(true);
        }
        sets(transaction.setsBefore());
        for (Family family : Family.values()) {
            List<String> lines = transaction.tables().getOrDefault(family, List.of());
            if (!lines.isEmpty()) {
                if (!tables.containsKey(family)) {
                    throw new HostException("no table of " + family);
                }
                for (String line : lines) {
                    check(line);
                }
                tables.put(family, table(family).restored(lines));
                writes++;
            }
        }
        sets(transaction.setsAfter());
    }

    @Override
    public void addMember(String set, String member) throws HostException {
        sets(List.of(SetText.add(set, member)));
    }

    @Override
    public void removeMember(String set, String member) throws HostException {
        check(SetText.delete(set, member));
        if (sets.containsKey(set)) {
            sets(List.of(SetText.delete(set, member)));
        }
    }

    @Override
    public void reflect(Set<String> bridges) throws HostException {
        check("reflect " + bridges);
    }

    @Override
    public void steady(Set<String> bridges) throws HostException {
        check("steady " + bridges);
        steady.addAll(bridges);
    }

    @Override
    public void setBridgeNetfilter(BridgeSysctls sysctls) throws HostException {
        check("bridge-nf-call-iptables " + sysctls.covers(BridgeSysctls.ALL));
        bridge = sysctls;
        writes++;
    }

    private void check(String line) throws HostException {
        if (fault.test(line)) {
            throw new HostException("injected failure: " + line);
        }
    }

    private void sets(List<String> lines) throws HostException {
        for (String line : lines) {
            check(line);
            set(line);
        }
        writes += lines.isEmpty() ? 0 : 1;
    }

    private void set(String line) throws HostException {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "create" -> create(words[1], line);
            case "add" -> add(words[1], line);
            case "del" -> existing(words[1]).remove(SetText.member(words[2]));
            case "swap" -> swap(words[1], words[2]);
            case "destroy" -> destroy(words[1]);
            default -> throw new HostException("Unknown command: " + line);
        }
    }

    private void create(String name, String line) throws HostException {
        IpSet made = Map.copyOf(SetParser.parse(line)).get(name);
        if (made == null) {
            throw new HostException("Syntax error: " + line);
        }
        IpSet found = sets.putIfAbsent(name, made);
        if (found != null && !found.equals(made)) {
            throw new HostException("Set cannot be created: set with the same name already exists");
        }
        members.putIfAbsent(name, new TreeMap<>());
    }

    /** One that is there already counts from zero again, as in the kernel. */
    private void add(String name, String line) throws HostException {
        SortedMap<String, Count> all = existing(name);
        SortedMap<String, Count> counted = SetParser.counts(line).get(name);
        if (counted != null && counts(name)) {
            all.putAll(counted);
        } else {
            all.put(SetText.member(line.split(" ", 3)[2]), Count.ZERO);
        }
    }

    private void swap(String one, String other) throws HostException {
        IpSet first = sets.get(one);
        IpSet second = sets.get(other);
        if (first == null || second == null || first.type() != second.type() || first.family() != second.family()) {
            throw new HostException("The sets cannot be swapped: their type does not match");
        }
        SortedMap<String, Count> kept = existing(one);
        members.put(one, existing(other));
        members.put(other, kept);
    }

    private void destroy(String name) throws HostException {
        existing(name);
        if (tables.values().stream().anyMatch(table -> table.uses(name))) {
            throw new HostException("Set cannot be destroyed: it is in use by a kernel component");
        }
        sets.remove(name);
        members.remove(name);
    }

    private SortedMap<String, Count> existing(String name) throws HostException {
        SortedMap<String, Count> found = members.get(name);
        if (found == null) {
            throw new HostException("The set with the given name does not exist");
        }
        return found;
    }

    private TreeMap<String, IpSet> own() {
        TreeMap<String, IpSet> own = new TreeMap<>();
        members.forEach((name, all) -> {
            IpSet set = sets.get(name);
            if (set != null && name.startsWith("podseg")) {
                own.put(name, set.with(new TreeSet<>(all.keySet())));
            }
        });
        return own;
    }

    private FakeTable table(Family family) {
        return tables.getOrDefault(family, new FakeTable(family, sets));
    }

    /** Names of all sets, those of others too. */
    public Set<String> setNames() {
        return new TreeSet<>(sets.keySet());
    }

    /** Whether an address is in a ready set. */
    public boolean isReady(String address) throws HostException {
        return observe().sets().values().stream()
                .filter(set -> set.name().endsWith("-ready"))
                .flatMap(set -> set.members().stream())
                .anyMatch(member -> member.startsWith(address + ","));
    }
}
