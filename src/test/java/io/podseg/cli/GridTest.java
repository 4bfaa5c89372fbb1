package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import io.podseg.model.Hidden;
import io.podseg.model.Protocol;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.ReachabilityTable.Row;
import io.podseg.reach.Compared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reachability table for people, and the command that prints it. */
class GridTest {
    @TempDir
    Path folder = Path.of("");

    private static final ReachabilityTable SMALL = new ReachabilityTable(List.of(
            new Row("203.0.113.10", "shop/web", 80, Protocol.TCP, true),
            new Row("203.0.113.10", "shop/web", 53, Protocol.UDP, false),
            new Row("shop/web", "203.0.113.10", 80, Protocol.TCP, false),
            new Row("shop/web", "shop/web", 80, Protocol.TCP, true),
            new Row("shop/web", "shop/web", 53, Protocol.UDP, true)));

    private static String grid(ReachabilityTable table, int width) {
        return new Grid(Compared.of(table), Grid.Marks.UNICODE, Paint.PLAIN).render(width);
    }

    @Test
    void namesStandAboveTheirPorts() {
        assertThat(grid(SMALL, 100)).isEqualTo("""
                from \\ to     203.0.113.10  shop/web
                              80            53/UDP  80
                203.0.113.10                ·       ✓
                shop/web      ·             –       –

                ✓ allowed   · denied   – itself      1 of 3 connections allowed
                """);
    }

    @Test
    void namesMoveNoCursor() {
        ReachabilityTable hostile = new ReachabilityTable(List.of(
                new Row("x/\u001b[2J\u202ea\n", "y/b\u0007", 80, Protocol.TCP, true),
                new Row("y/b\u0007", "x/\u001b[2J\u202ea\n", 80, Protocol.TCP, false)));
        for (int width : new int[] {1, 30, 200}) {
            assertThat(grid(hostile, width).replace("\n", "").codePoints()).noneMatch(Hidden::is);
        }
        assertThat(grid(hostile, 200)).contains("x/\\u001b[2J\\u202ea\\n", "y/b\\u0007", "1 of 2 connections");
    }

    @Test
    void withoutUnicodeTheSignsAreLetters() {
        assertThat(new Grid(Compared.of(SMALL), Grid.Marks.ASCII, Paint.PLAIN).render(100))
                .contains("shop/web      .             -       -\n")
                .matches("\\p{ASCII}*");
    }

    @Test
    void colourOnlyRepeatsTheSigns() {
        String coloured = new Grid(Compared.of(SMALL), Grid.Marks.UNICODE, Paint.COLOR).render(100);
        assertThat(coloured).contains("\u001b[32m✓");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(grid(SMALL, 100));
    }

    @Test
    void wideTablesAreNumbered() {
        assertThat(grid(SMALL, 35)).isEqualTo("""
                to
                1  203.0.113.10:80
                2  shop/web:53/UDP
                3  shop/web:80

                from         1 2 3
                203.0.113.10   · ✓
                shop/web     · – –

                ✓ allowed   · denied   – itself      1 of 3 connections allowed
                """);
    }

    @Test
    void thirtyPodsFitATerminal() {
        List<Row> rows = new ArrayList<>();
        for (int from = 10; from < 40; from++) {
            for (int to = 10; to < 40; to++) {
                rows.add(new Row("ns/pod-" + from, "ns/pod-" + to, 8080, Protocol.TCP, (from + to) % 3 == 0));
            }
        }
        ReachabilityTable table = new ReachabilityTable(rows);
        assertThat(grid(table, 100).lines()).hasSize(1 + 30 + 1 + 1 + 30 + 2).allMatch(line -> line.length() <= 100);
        String narrow = grid(table, 60);
        assertThat(narrow.lines().limit(94)).allMatch(line -> line.length() <= 60);
        assertThat(narrow.lines().filter(line -> line.startsWith("from"))).hasSize(2);
    }

    @Test
    void nobodyDeclaresAPort() {
        assertThat(grid(new ReachabilityTable(List.of()), 100)).contains("--port");
    }

    @Test
    void theCommandPrintsTheManifestsTable() {
        Desk desk = new Desk(folder);
        Run run = desk.run("matrix", "-f", Desk.QUICKSTART);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("quickstart/client    ✓\n", "quickstart/stranger  ·\n");
        desk.unicode = false;
        assertThat(desk.run("matrix", "-f", Desk.QUICKSTART).out()).contains("quickstart/client    Y\n");
        assertThat(desk.opened).isZero();
    }

    @Test
    void theCommandPrintsTheSchemaThatIsPromised() {
        Desk desk = new Desk(folder);
        String json = desk.run(
                        "matrix",
                        "-f",
                        Desk.QUICKSTART,
                        "-o",
                        "json",
                        "--port",
                        "8080",
                        "--port",
                        "53/udp",
                        "--external",
                        "203.0.113.10")
                .out()
                .replaceAll("\\s+", "");
        assertThat(json)
                .startsWith(
                        "{\"schema\":\"podseg.io/matrix/v1\",\"endpoints\":[{\"id\":\"203.0.113.10\",\"kind\":\"External\"},")
                .contains("{\"id\":\"quickstart/web\",\"kind\":\"Pod\",\"addresses\":[\"10.89.60.10\"]}")
                .contains(
                        "{\"from\":\"quickstart/client\",\"to\":\"quickstart/web\",\"port\":8080,\"protocol\":\"TCP\","
                                + "\"allowed\":true}")
                .contains("{\"from\":\"203.0.113.10\",\"to\":\"quickstart/web\",\"port\":53,\"protocol\":\"UDP\","
                        + "\"allowed\":false}")
                .doesNotContain("Resolver");
        assertThat(desk.run("matrix", "-f", Desk.QUICKSTART, "-o", "json", "--resolver")
                        .out())
                .contains("\"kind\" : \"Resolver\"");
    }

    @Test
    void badPortsAndAddressesAreUsageErrors() {
        Desk desk = new Desk(folder);
        for (String port : List.of("0", "65536", "http", "80/icmp", "-1", "80/", "99999999999")) {
            Run run = desk.run("matrix", "-f", Desk.QUICKSTART, "--port=" + port);
            assertThat(run.exit()).as(port).isEqualTo(3);
            assertThat(run.err()).contains("is no port");
        }
        assertThat(desk.run("matrix", "--external", "example.org").err()).contains("is no IP address");
    }
}
