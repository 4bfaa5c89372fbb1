package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.plan.Change;
import io.podseg.state.PodSpec;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods are made and removed several at once, and yet each outcome is its own and stands in its place. */
class PodsAtOnceTest {
    private static final int CREW = 4;
    private static final int PODS = 9;

    @TempDir
    Path folder;

    private final FakePodman podman = new FakePodman();
    private final FakeNetfilter netfilter = new FakeNetfilter();
    private final MemoryStore store = new MemoryStore();

    /** Calls to Podman and the ready set, in the order in which they began. */
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    private final Meeting creating = new Meeting();
    private final Meeting deleting = new Meeting();

    /** The first calls return only when as many have come as the crew has hands. */
    private static final class Meeting {
        private final CountDownLatch all = new CountDownLatch(CREW);
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        void enter() throws InterruptedException {
            int now = inside.incrementAndGet();
            most.accumulateAndGet(now, Math::max);
            all.countDown();
            assertThat(all.await(1, TimeUnit.MINUTES))
                    .as("as many at once as there are hands")
                    .isTrue();
        }

        void leave() {
            inside.decrementAndGet();
        }

        /** From now on nobody waits for others. */
        void open() {
            while (all.getCount() > 0) {
                all.countDown();
            }
        }
    }

    @BeforeEach
    void write() throws IOException {
        String pods = IntStream.range(0, PODS)
                .mapToObj(number -> """
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: pod-%d}
                        spec: {containers: [{name: main, image: "localhost/podseg-test:1"}]}
                        """.formatted(number))
                .collect(Collectors.joining("---\n"));
        Files.writeString(folder.resolve("pods.yaml"), pods);
    }

    @Test
    void fourAtOnceEachReadyBeforeItStarts() throws HostException {
        List<Outcome> outcomes = apply(load());

        assertThat(outcomes).allMatch(Outcome.Applied.class::isInstance);
        assertThat(creating.most).hasValue(CREW);
        for (int pod = 0; pod < PODS; pod++) {
            String name = "pod-" + pod;
            String address = podman.address(name);
            List<String> own = calls.stream()
                    .filter(call -> call.endsWith(" " + name) || call.contains(" " + address + ","))
                    .map(call -> call.substring(0, call.indexOf(' ')))
                    .toList();
            assertThat(own).as(name).containsExactly("createPod", "addMember", "startPod");
        }
        assertThat(plan(load()).plan().isEmpty()).isTrue();
    }

    @Test
    void outcomesStandInTheOrderOfThePlanWhateverFails() throws HostException {
        podman.fail("createPod pod-2", "the disk is full");
        podman.fail("startPod pod-5", "the port is taken");
        Reconciler.Planned planned = plan(load());
        List<Outcome> outcomes = reconciler().apply(planned, Progress.SILENT);

        assertThat(outcomes.stream().map(Outcome::change))
                .containsExactlyElementsOf(planned.plan().changes());
        assertThat(outcomes.stream()
                        .filter(Outcome.Failed.class::isInstance)
                        .map(outcome -> outcome.change().header().key().name()))
                .containsExactly("pod-2", "pod-5");
        deleting.open();
        assertThat(apply(load())).allMatch(Outcome.Applied.class::isInstance);
        assertThat(plan(load()).plan().isEmpty()).isTrue();
    }

    @Test
    void fourAreRemovedAtOnce() throws HostException {
        apply(load());
        List<Outcome> outcomes = reconciler().apply(reconciler().planDestroy(), Progress.SILENT);
        assertThat(outcomes).allMatch(Outcome.Applied.class::isInstance);
        assertThat(deleting.most).hasValue(CREW);
        assertThat(podman.observe().pods()).isEmpty();
    }

    @Test
    void anErrorOfPodsegsOwnIsNotSwallowedAndEndsTheWork() {
        AtomicInteger begun = new AtomicInteger();
        List<Integer> many = IntStream.range(0, 1000).boxed().toList();
        assertThatThrownBy(() -> new Crew(CREW).each(many, number -> {
                    begun.incrementAndGet();
                    throw new IllegalStateException("no " + number);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no 0");
        assertThat(begun).hasValueLessThanOrEqualTo(many.size());
    }

    private Declarations load() {
        ManifestSource.Loaded loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics()).isEmpty();
        return loaded.declarations();
    }

    private Reconciler.Planned plan(Declarations wanted) throws HostException {
        return reconciler().plan(wanted, "r", true);
    }

    private List<Outcome> apply(Declarations wanted) throws HostException {
        Reconciler.Planned planned = plan(wanted);
        assertThat(planned.plan().changes().stream().filter(Change.CreatePod.class::isInstance))
                .isNotEmpty();
        return reconciler().apply(planned, Progress.SILENT);
    }

    private Reconciler reconciler() {
        return new Reconciler(around(PodmanPort.class, podman), around(NetfilterPort.class, netfilter), store);
    }

    /** Both fakes behind one lock, except for the meetings. */
    private <T> T around(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, method, args) -> {
            switch (method.getName()) {
                case "atOnce" -> {
                    return CREW;
                }
                case "createPod" -> calls.add("createPod " + ((PodSpec) args[0]).podmanName());
                case "startPod" -> calls.add("startPod " + args[0]);
                case "addMember" -> calls.add("addMember " + args[1]);
                default -> {}
            }
            return met(method, real, args);
        }));
    }

    private Object met(Method method, Object real, Object[] args) throws Throwable {
        Meeting meeting = switch (method.getName()) {
            case "createPod" -> creating;
            case "deletePod" -> deleting;
            default -> null;
        };
        if (meeting == null) {
            return locked(method, real, args);
        }
        meeting.enter();
        try {
            return locked(method, real, args);
        } finally {
            meeting.leave();
        }
    }

    private synchronized Object locked(Method method, Object real, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
