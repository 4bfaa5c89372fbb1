package io.podseg.reach;

import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A reachability table with what the manifests say of each connection and what the other ways of asking told, where they were
 * asked.
 *
 * @param rows in the order of the table
 */
public record Compared(List<Row> rows) {
    public Compared {
        rows = List.copyOf(rows);
    }

    /**
     * One connection.
     *
     * @param declared what the manifests say
     * @param live what the kernel's rules say, where they were asked
     * @param probed what a real connection met, where one was tried
     */
    public record Row(ReachabilityTable.Row declared, Optional<Told> live, Optional<Told> probed) {
        /** The answer nearest to reality that there is: of the real connection, else of the rules, else of the manifests. */
        public boolean allowed() {
            return probed.flatMap(Told::allowed)
                    .or(() -> live.flatMap(Told::allowed))
                    .orElse(declared.allowed());
        }

        /** Whether two answers contradict each other. */
        public boolean differs() {
            return answers().distinct().count() > 1;
        }

        /** Whether the kernel's rules were asked and could not tell. */
        public boolean isDoubtful() {
            return live.filter(told -> told.allowed().isEmpty()).isPresent();
        }

        private Stream<Boolean> answers() {
            return Stream.concat(
                    Stream.of(declared.allowed()),
                    Stream.of(live, probed).flatMap(Optional::stream).flatMap(told -> told.allowed().stream()));
        }
    }

    /** The table with nothing but what the manifests say. */
    public static Compared of(ReachabilityTable table) {
        return new Compared(table.rows().stream()
                .map(row -> new Row(row, Optional.empty(), Optional.empty()))
                .toList());
    }

    /** The same with what the kernel's rules say. */
    public Compared withLive(World world, KernelJudge judge) {
        Map<String, Endpoint> endpoints = new HashMap<>();
        world.endpoints().forEach(endpoint -> endpoints.put(endpoint.id(), endpoint));
        List<Row> told = new ArrayList<>(rows.size());
        for (Row row : rows) {
            Endpoint from = endpoints.get(row.declared().from());
            Endpoint to = endpoints.get(row.declared().to());
            Told live = from == null || to == null
                    ? Told.NO
                    : judge.judge(
                            from, to, row.declared().port(), row.declared().protocol());
            told.add(new Row(row.declared(), Optional.of(live), row.probed()));
        }
        return new Compared(told);
    }

    /** The same with what real connections met, one answer for each row in its order. */
    public Compared withProbed(List<Told> answers) {
        List<Row> told = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            told.add(new Row(rows.get(i).declared(), rows.get(i).live(), Optional.of(answers.get(i))));
        }
        return new Compared(told);
    }

    /** Connections about which the answers contradict each other. */
    public List<Row> differences() {
        return rows.stream().filter(Row::differs).toList();
    }

    /** Rules that leave it in doubt whether a connection passes, with the number of connections, in order of appearance. */
    public Map<String, Integer> undecided() {
        return doubts(Row::live);
    }

    /** Why connections were not tried, with their number, in order of appearance. */
    public Map<String, Integer> notProbed() {
        return doubts(Row::probed);
    }

    private Map<String, Integer> doubts(Function<Row, Optional<Told>> way) {
        Map<String, Integer> doubts = new LinkedHashMap<>();
        rows.stream()
                .flatMap(row -> way.apply(row).stream())
                .flatMap(told -> told.doubts().stream())
                .forEach(doubt -> doubts.merge(doubt, 1, Integer::sum));
        return doubts;
    }
}
