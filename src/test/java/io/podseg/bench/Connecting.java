package io.podseg.bench;

import io.podseg.desired.Desired;
import io.podseg.policy.Endpoint;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many connections a second pass the rules, between two pods in the middle of the list. */
final class Connecting {
    private static final int CONNECTIONS = 20_000;
    private static final String NONE = "no rules";
    private static final String TRACKING = "connection tracking alone";

    private final int size;
    private final Kernel kernel = new Kernel();
    private final Map<String, Median.Work> settings = new LinkedHashMap<>();
    private final Desired all;

    Connecting(int size) {
        this.size = size;
        all = Kernel.compile(Generated.distinct(size, size));
        settings.put(NONE, () -> {});
        settings.put(
                TRACKING,
                () -> Kernel.run(
                        List.of("iptables", "-t", "mangle", "-A", "FORWARD", "-m", "conntrack", "--ctstate", "NEW")));
        for (int policies : List.of(1, 100, 1000)) {
            Desired world = Kernel.compile(Generated.distinct(size, Math.min(policies, size)));
            settings.put(
                    "podseg, policies: " + policies,
                    () -> kernel.apply(TransactionBuilder.whole(world.state().firewall())));
        }
        String[] flat = FlatLayout.lines(all.world()).toArray(new String[0]);
        settings.put(
                "a list of all pods, a chain for each and direction",
                () -> Kernel.run(List.of("iptables-restore", "--noflush"), flat));
    }

    String measure(int rounds) throws Exception {
        List<Endpoint> pods =
                all.world().endpoints().stream().filter(Endpoint::isPod).toList();
        Median median = new Median();
        try (TestBed bed = TestBed.open(bridge(), address(pods.get(size / 2 + 1)), address(pods.get(size / 2)), 16)) {
            for (int i = 0; i <= rounds; i++) {
                round(bed, i == 0 ? new Median() : median);
            }
        }
        return table(median);
    }

    private void round(TestBed bed, Median median) throws Exception {
        for (Map.Entry<String, Median.Work> setting : settings.entrySet()) {
            Kernel.clean();
            setting.getValue().run();
            TestBed.Speed speed = bed.connect(CONNECTIONS);
            median.add(setting.getKey(), speed.aSecond());
            median.add("cpu " + setting.getKey(), speed.microseconds());
        }
        Kernel.clean();
    }

    private String table(Median median) {
        StringBuilder text = new StringBuilder("### New connections between two of " + size
                + " pods on one bridge, one after the other\n\n| | a second | against no rules | against connection"
                + " tracking alone | processor time for each |\n|---|---|---|---|---|\n");
        for (String what : new ArrayList<>(settings.keySet())) {
            text.append("| ").append(what).append(" | ").append(Math.round(median.of(what)));
            text.append(" | ").append(median.ratio(what, NONE));
            text.append(" | ").append(median.ratio(what, TRACKING));
            text.append(String.format(Locale.ROOT, " | %.1f us |%n", median.of("cpu " + what)));
        }
        return text.toString();
    }

    private String bridge() throws IOException {
        return all.state().networks().values().stream()
                .filter(network -> network.spec().name().equals("net0"))
                .flatMap(network -> network.spec().interfaceName().stream())
                .findFirst()
                .orElseThrow(() -> new IOException("no bridge"));
    }

    private static String address(Endpoint pod) {
        return pod.addresses().getFirst().toString();
    }
}
