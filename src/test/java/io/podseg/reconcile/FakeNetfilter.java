package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.state.FilterTable;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.SetParser;
import io.podseg.state.SetText;
import io.podseg.state.TableParser;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final TreeMap<String, IpSet> sets = new TreeMap<>();
    private final Map<Family, FakeTable> tables = new EnumMap<>(Family.class);
    private final List<FirewallTransaction> applied = new ArrayList<>();
    private boolean bridge;
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

    @Override
    public Firewall observe() throws HostException {
        check("observe");
        Map<Family, FilterTable> parsed = new EnumMap<>(Family.class);
        tables.forEach((family, table) -> parsed.put(family, TableParser.parse(table.save())));
        return new Firewall(parsed, own(), bridge);
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
    public void setBridgeNetfilter(boolean on) throws HostException {
        check("bridge-nf-call-iptables " + on);
        bridge = on;
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
        if (words[0].equals("create")) {
            create(words[1], line);
            return;
        }
        IpSet set = existing(words[1]);
        switch (words[0]) {
            case "add" -> {
                TreeSet<String> members = new TreeSet<>(set.members());
                members.add(SetText.member(words[2]));
                sets.put(set.name(), set.with(members));
            }
            case "del" -> {
                TreeSet<String> members = new TreeSet<>(set.members());
                members.remove(SetText.member(words[2]));
                sets.put(set.name(), set.with(members));
            }
            case "swap" -> swap(set, existing(words[2]));
            case "destroy" -> destroy(set.name());
            default -> throw new HostException("Unknown command: " + line);
        }
    }

    private void create(String name, String line) throws HostException {
        IpSet made = Map.copyOf(SetParser.parse(line)).get(name);
        if (made == null) {
            throw new HostException("Syntax error: " + line);
        }
        IpSet found = sets.get(name);
        if (found != null && !(found.type() == made.type() && found.family() == made.family())) {
            throw new HostException("Set cannot be created: set with the same name already exists");
        }
        sets.putIfAbsent(name, made);
    }

    private void swap(IpSet one, IpSet other) throws HostException {
        if (one.type() != other.type() || one.family() != other.family()) {
            throw new HostException("The sets cannot be swapped: their type does not match");
        }
        sets.put(one.name(), one.with(other.members()));
        sets.put(other.name(), other.with(one.members()));
    }

    private void destroy(String name) throws HostException {
        if (tables.values().stream().anyMatch(table -> table.uses(name))) {
            throw new HostException("Set cannot be destroyed: it is in use by a kernel component");
        }
        sets.remove(name);
    }

    private IpSet existing(String name) throws HostException {
        IpSet set = sets.get(name);
        if (set == null) {
            throw new HostException("The set with the given name does not exist");
        }
        return set;
    }

    private TreeMap<String, IpSet> own() {
        TreeMap<String, IpSet> own = new TreeMap<>(sets);
        own.keySet().removeIf(name -> !name.startsWith("podseg"));
        return own;
    }

    private FakeTable table(Family family) {
        return tables.getOrDefault(family, new FakeTable(family, sets));
    }

    /** Names of all sets, those of others too. */
    public Set<String> setNames() {
        return new TreeSet<>(sets.keySet());
    }
}
