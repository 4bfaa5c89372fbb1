package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.conformance.Attempt;
import io.podseg.conformance.Nine;
import io.podseg.conformance.Situation;
import io.podseg.conformance.Step;
import io.podseg.conformance.Worlds;
import io.podseg.lab.Answer;
import io.podseg.lab.Lab;
import io.podseg.lab.OpenPodseg;
import io.podseg.lab.Release;
import io.podseg.model.Family;
import io.podseg.model.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conformance cases for rootless pods without a bridge, slirp4netns or, where Podman knows it, pasta: only rules inside the pods
 * can enforce anything. Such pods have no address for each other; what is left of a table is what goes out, by both families, and what
 * the outside host reaches through published ports, whose addresses come through.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ApartConformanceIT {
    private static final String NETWORK =
            Release.name().isEmpty() ? "slirp4netns:enable_ipv6=true,port_handler=slirp4netns" : "pasta";

    private final Lab lab = Lab.startRootlessWithoutService();
    private @Nullable OpenPodseg podseg;
    private Path world;
    private List<String> containers;

    @TempDir
    private Path scratch;

    @BeforeAll
    void start(@TempDir Path folder) {
        lab.listenOutside("tcp:81", "udp:80", "udp:81");
        lab.podseg("hook", "install").ok();
        lab.startService();
        world = Worlds.apart(NETWORK, folder.resolve("world.yaml"));
        lab.readable(folder);
        apply(List.of(world));
        for (String pod : Nine.PODS) {
            lab.await(
                    pod,
                    () -> lab.exec(NinePods.container(pod), "test", "-e", "/tmp/ready")
                                    .exit()
                            == 0);
        }
        containers = containers();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    Stream<Situation> situations() {
        return Situation.all().stream().filter(situation -> situation.name().matches(Conformance.PART));
    }

    @ParameterizedTest
    @MethodSource("situations")
    void whatIsLeftOfTheTableIsAsExpected(Situation situation) {
        for (Step step : situation.steps()) {
            apply(step.manifests(world, lab.readable(scratch)));
            Map<String, List<Attempt>> bySource = step.expected().attempts().stream()
                    .filter(ApartConformanceIT::isTried)
                    .collect(Collectors.groupingBy(Attempt::from));
            assertThat(bySource).containsOnlyKeys(everybody());
            List<String> wrong = bySource.entrySet().parallelStream()
                    .flatMap(source -> wrong(step, source.getKey(), source.getValue()).stream())
                    .sorted()
                    .toList();
            assertThat(wrong).as("%s", step).isEmpty();
        }
        assertThat(containers()).as("no pod was touched").isEqualTo(containers);
    }

    private static List<String> everybody() {
        var all = new ArrayList<>(Nine.PODS);
        all.add(Nine.OUTSIDE);
        return all;
    }

    /** A published port is asked for at the node's IPv4 address. */
    private static boolean isTried(Attempt attempt) {
        boolean known = attempt.port().number() == 80 || attempt.port().number() == 81;
        return known
                && Worlds.isPossibleApart(attempt)
                && (attempt.to().equals(Nine.OUTSIDE) || attempt.family() == Family.V4);
    }

    private List<String> wrong(Step step, String source, List<Attempt> attempts) {
        Lab.Place place = source.equals(Nine.OUTSIDE) ? lab.outsideHost() : lab.inside(NinePods.container(source));
        Map<io.podseg.lab.Attempt, Attempt> asked = new LinkedHashMap<>();
        attempts.forEach(attempt -> asked.put(real(attempt), attempt));
        var wrong = new ArrayList<String>();
        lab.probe(
                        place,
                        List.copyOf(asked.keySet()),
                        real -> step.expected().allowed(Objects.requireNonNull(asked.get(real))))
                .forEach((real, answer) -> {
                    Attempt attempt = Objects.requireNonNull(asked.get(real));
                    if ((answer == Answer.OPEN) != step.expected().allowed(attempt)) {
                        wrong.add(answer + ": " + attempt);
                    }
                });
        return wrong;
    }

    private static io.podseg.lab.Attempt real(Attempt attempt) {
        int port = attempt.port().number();
        if (attempt.to().equals(Nine.OUTSIDE)) {
            return new io.podseg.lab.Attempt(
                    Nine.address(Nine.OUTSIDE, attempt.family()).toString(),
                    port,
                    attempt.port().protocol().name());
        }
        int published = Worlds.published(attempt.to(), port);
        return attempt.port().protocol() == Protocol.TCP
                ? io.podseg.lab.Attempt.hail(Lab.NODE, published)
                : io.podseg.lab.Attempt.udp(Lab.NODE, published);
    }

    /** Started late: only after the hook was installed is there a Podman that knows it. */
    private OpenPodseg podseg() {
        OpenPodseg known = podseg;
        if (known == null) {
            known = lab.openPodseg();
            podseg = known;
        }
        return known;
    }

    private void apply(List<Path> manifests) {
        var argv = new ArrayList<>(List.of("apply", "--yes"));
        manifests.forEach(
                file -> argv.addAll(List.of("-f", file.toAbsolutePath().toString())));
        podseg().run(argv.toArray(String[]::new)).ok();
    }

    private List<String> containers() {
        return lab.podman("ps", "--all", "--no-trunc", "--sort=names", "--format", "{{.Names}} {{.ID}} {{.StartedAt}}")
                .ok()
                .lines();
    }
}
