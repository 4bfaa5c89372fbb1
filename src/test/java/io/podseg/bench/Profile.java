package io.podseg.bench;

import io.podseg.desired.*;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.netfilter.NetfilterAdapter;
import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.plan.*;
import io.podseg.policy.*;
import io.podseg.reconcile.*;
import io.podseg.state.*;
import io.podseg.store.FolderStore;
import java.nio.file.*;
import java.time.*;
import java.util.*;

final class Profile {
    public static void main(String[] args) throws Exception {
        int size = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[1]);
        Path tmp = Files.createTempDirectory("podseg-profile");
        Estate estate = Estate.write(tmp.resolve("manifests"), Generated.distinct(size, size));
        FolderSource source = new FolderSource(List.of(estate.folder()));
        FolderStore store = new FolderStore(tmp.resolve("state"), Clock.systemUTC());
        FakePodman podman = new FakePodman();
        podman.addImage("localhost/bench:1");
        NetfilterPort netfilter = NetfilterAdapter.own(new ProcessRunner(Duration.ofMinutes(1)));
        Reconciler reconciler = new Reconciler(podman, netfilter, store);
        long t0 = System.nanoTime();
        var loaded = source.load();
        System.out.println("load " + ms(t0) + " " + loaded.diagnostics().stream().limit(3).toList());
        t0 = System.nanoTime();
        var planned = reconciler.plan(loaded.declarations(), loaded.revision(), true);
        System.out.println("plan " + ms(t0));
        t0 = System.nanoTime();
        var out = reconciler.apply(planned, p -> {});
        System.out.println("apply " + ms(t0) + " " + Reconciler.complete(out));
        HostView view = new HostView(podman, netfilter);
        long[] wrote = new long[1];
        NetfilterPort timed = (NetfilterPort) java.lang.reflect.Proxy.newProxyInstance(Profile.class.getClassLoader(), new Class<?>[] {NetfilterPort.class}, (pr, me, ar) -> { Object r = me.invoke(view.netfilter(), ar); if (me.getName().equals("apply")) wrote[0] = System.nanoTime(); return r; });
        Reconciler quick = new Reconciler(view.podman(), timed, store);
        io.podseg.desired.Memory memory = new io.podseg.desired.Memory();
        Median median = new Median();
        for (int i = 0; i < rounds; i++) {
            Median m = i < rounds / 3 ? new Median() : median;
            estate.save((i * 37) % size, 9000 + i);
            var l = new ManifestSource.Loaded[1];
            int ii = i;
            if (args.length < 3) m.time("total", () -> {
            m.time("load", () -> l[0] = source.load());
            var o = new PodmanPort.Observed[1];
            m.time("podman", () -> o[0] = podman.observe());
            var f = new Firewall[1];
            m.time("netfilter.observe", () -> f[0] = netfilter.observe());
            var inv = new Inventory[1];
            m.time("store.load", () -> inv[0] = store.load().orElseThrow());
            HostState actual = new HostState(o[0].networks(), o[0].pods(), o[0].secrets(), f[0], o[0].foreign(), new TreeSet<>(o[0].occupied()), o[0].volumes());
            var d = new Desired[1];
            m.time("compile", () -> d[0] = io.podseg.desired.Compiler.compile(l[0].declarations(), Known.of(actual, inv[0].world())));
            m.time("compile again", () -> io.podseg.desired.Compiler.compile(l[0].declarations(), Known.of(actual, inv[0].world()), io.podseg.desired.Kept.NOTHING, memory));
            m.time("-reach", () -> ReachabilityDifference.between(inv[0].world(), d[0].world()));
            m.time("-build", () -> TransactionBuilder.build(d[0].state().firewall(), f[0], s -> s.endsWith("ready")));
            m.time("-hashes", () -> FirewallItems.hashes(f[0]));
            m.time("-compiledpolicies", () -> new CompiledPolicies(d[0].world()));
            m.time("-connections", () -> netfilter.connections());
            var p = new Plan[1];
            m.time("plan", () -> p[0] = Planner.plan(new PlanInput(d[0].state(), actual, inv[0], d[0].pods(), d[0].secrets(), d[0].objects(), d[0].world(), d[0].diagnostics(), new TreeMap<>(), d[0].transition(), d[0].workloads(), false)));
            m.time("write", () -> netfilter.apply(p[0].firewall()));
            m.time("observe+build", () -> TransactionBuilder.build(p[0].target(), netfilter.observe(), s -> s.endsWith("ready")));
            var fw = netfilter.observe();
            m.time("save", () -> store.save(new Inventory(l[0].revision(), d[0].objects(), FirewallItems.hashes(fw), d[0].world(), inv[0].bridgeBefore())));
            m.time("counters", () -> netfilter.counters());
            });
            estate.save((i * 37 + 5) % size, 19000 + i);
            long start = System.nanoTime();
            m.time("q load", () -> l[0] = source.load());
            var pl = new Reconciler.Planned[1];
            m.time("q plan", () -> pl[0] = quick.plan(l[0].declarations(), l[0].revision(), true));
            m.time("q apply", () -> quick.apply(pl[0], x -> {}));
            m.add("q until written", (wrote[0] - start) / 1e6);
            m.add("q all", (System.nanoTime() - start) / 1e6);
        }
        for (String s : List.of("load","podman","netfilter.observe","store.load","compile","-compiledpolicies","-reach","-build","-hashes","-connections","plan","write","observe+build","save","counters","total","compile again","q load","q plan","q apply","q until written","q all"))
            if (args.length < 3 || s.startsWith("q")) System.out.printf("%-20s %s%n", s, median.time(s));
        System.exit(0);
    }
    static String ms(long t) { return (System.nanoTime() - t) / 1000000 + " ms"; }
}
