package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.conformance.Attempt;
import io.podseg.conformance.Nine;
import io.podseg.lab.Lab;
import io.podseg.lab.OpenPodseg;
import io.podseg.model.Family;
import io.podseg.policy.ReachabilityTable.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nine pods of the conformance cases, running in a lab: what is asked of them, by podseg and by real attempts. */
final class NinePods {
    /** Sends a little all the time and writes down what the listener sends back. */
    private static final String STREAM = """
            my $s = IO::Socket::INET->new("$ARGV[0]:80") or die;
            open(my $out, ">", "/tmp/echoed");
            while (1) { syswrite($s, "tick"); sysread($s, my $data, 4096); syswrite($out, $data); select(undef, undef, undef, 0.02) }
            """;

    private final Lab lab;
    private final Map<String, Lab.Place> places = new HashMap<>();
    private @Nullable OpenPodseg podseg;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts the pods, without any policy, and waits until everybody reaches everybody. */
    NinePods(Lab lab) {
        this(lab, Nine.WORLD);
    }

    /**
     * The same in other surroundings.
     *
     * @param world file of the nine pods
     */
    NinePods(Lab lab, Path world) {
        this.lab = lab;
        lab.listenOutside("tcp:79", "tcp:81", "tcp:82", "udp:79", "udp:80", "udp:81");
        applyByProcess(List.of(world));
        lab.listenOnNode("udp:79", "udp:80", "udp:81");
        lab.attachOutside("10.96.0.0/24", "fd96::/64");
        places.put(Nine.OUTSIDE, lab.outsideHost());
        Nine.PODS.forEach(pod -> places.put(pod, lab.inside(container(pod))));
        lab.await(
                "all listeners",
                () -> Nine.PODS.stream()
                        .allMatch(pod -> lab.exec(container(pod), "test", "-e", "/tmp/ready")
                                        .exit()
                                == 0));
    }

    /** The container of a pod. */
    static String container(String pod) {
        return pod.replace('/', '_') + "-main";
    }

    /**
     * Makes the kernel forget the attempts made so far: an apply would look through thousands of them, and none is a connection to
     * be cut.
     */
    void forget() {
        lab.at(lab.bridges(), "conntrack", "-F").ok();
        Nine.PODS.forEach(pod -> lab.at(place(pod), "conntrack", "-F").ok());
    }

    /** Where a pod's connections begin, or the outside host's. */
    Lab.Place place(String who) {
        return Objects.requireNonNull(places.get(who));
    }

    /** Applies manifests, without asking. */
    void apply(List<Path> manifests) {
        podseg().run(applying(manifests)).ok();
    }

    /** The same as everybody does it, by a process of its own. */
    private void applyByProcess(List<Path> manifests) {
        lab.podseg(applying(manifests)).ok();
    }

    private static String[] applying(List<Path> manifests) {
        var argv = new ArrayList<>(List.of("apply", "--yes"));
        argv.addAll(files(manifests));
        return argv.toArray(String[]::new);
    }

    /** Started late: a user's network namespace comes with the first pod. */
    private synchronized OpenPodseg podseg() {
        OpenPodseg known = podseg;
        if (known == null) {
            known = lab.openPodseg();
            podseg = known;
        }
        return known;
    }

    private static List<String> files(List<Path> manifests) {
        return manifests.stream()
                .flatMap(file -> List.of("-f", file.toAbsolutePath().toString()).stream())
                .toList();
    }

    /** Identity and start of every container. */
    List<String> containers() {
        return lab.podman(
                        "ps",
                        "--all",
                        "--no-trunc",
                        "--sort=names",
                        "--format",
                        "{{.Names}} {{.ID}} {{.StartedAt}} {{.Exited}}")
                .ok()
                .lines();
    }

    /** Opens a stream that goes on, both ways, until it is cut. */
    void stream(String from, String to) {
        String address = Nine.address(to, Family.V4).toString();
        lab.podman("exec", "-d", container(from), "perl", "-MIO::Socket::INET", "-e", STREAM, address)
                .ok();
        lab.await("the stream of " + from, () -> echoed(from) > 0);
    }

    /** Bytes that have come back on a pod's stream. */
    int echoed(String pod) {
        return Integer.parseInt(lab.exec(container(pod), "sh", "-c", "wc -c < /tmp/echoed || echo 0")
                .ok()
                .text()
                .strip());
    }

    /** Which of these connections came about, tried from all ends at once; those awaited must. */
    Map<Attempt, Boolean> probe(Collection<Attempt> attempts, Set<Attempt> awaited) {
        List<CompletableFuture<Map<Attempt, Boolean>>> sources =
                attempts.stream().collect(Collectors.groupingBy(Attempt::from)).entrySet().stream()
                        .map(source -> CompletableFuture.supplyAsync(
                                () -> probe(source.getKey(), source.getValue(), awaited), threads))
                        .toList();
        var answers = new HashMap<Attempt, Boolean>();
        sources.forEach(source -> answers.putAll(source.join()));
        assertThat(answers).as("answers").hasSameSizeAs(attempts);
        return answers;
    }

    private Map<Attempt, Boolean> probe(String source, List<Attempt> attempts, Set<Attempt> awaited) {
        Map<io.podseg.lab.Attempt, Attempt> asked = new LinkedHashMap<>();
        attempts.forEach(attempt -> asked.put(real(attempt), attempt));
        Lab.Place place = place(source);
        var answers = new HashMap<Attempt, Boolean>();
        lab.probe(place, List.copyOf(asked.keySet()), real -> awaited.contains(asked.get(real)))
                .forEach((real, answer) -> answers.put(asked.get(real), answer.passed()));
        return answers;
    }

    private static io.podseg.lab.Attempt real(Attempt attempt) {
        return new io.podseg.lab.Attempt(
                Nine.address(attempt.to(), attempt.family()).toString(),
                attempt.port().number(),
                attempt.port().protocol().name());
    }

    /**
     * What podseg says about the manifests, about the kernel's rules as it reads them back, and about connections that it makes.
     *
     * @param probed by {@code --probe} too
     * @return by way ({@code declared}, {@code live}, {@code probed}) and then by row; a way says nothing of what it cannot tell
     */
    Map<String, Map<String, Boolean>> matrix(List<Path> manifests, Collection<Port> ports, boolean probed) {
        var argv = new ArrayList<>(List.of("matrix", "--live", "--resolver", "-o", "json"));
        if (probed) {
            argv.addAll(List.of("--probe", "--timeout", "1s"));
        }
        argv.addAll(files(manifests));
        argv.addAll(List.of("--external", Lab.OUTSIDE, "--external", Lab.OUTSIDE6));
        ports.forEach(port -> argv.addAll(List.of("--port", port.number() + "/" + port.protocol())));
        JsonNode matrix = json(podseg().run(argv.toArray(String[]::new)).ok().stdout());
        var ways = new HashMap<String, Map<String, Boolean>>();
        for (JsonNode flow : matrix.path("flows")) {
            String row = flow.path("from").asText() + " -> " + flow.path("to").asText() + " "
                    + flow.path("port").asText() + "/" + flow.path("protocol").asText();
            for (String way : probed ? List.of("declared", "live", "probed") : List.of("declared", "live")) {
                if (flow.path(way).isBoolean()) {
                    ways.computeIfAbsent(way, name -> new HashMap<>())
                            .put(row, flow.path(way).asBoolean());
                }
            }
        }
        return ways;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
