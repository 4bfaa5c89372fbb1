package io.podseg.reconcile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Family;
import io.podseg.model.Manifest;
import io.podseg.plan.Plan;
import io.podseg.state.Firewall;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read again and what is not, and that a view that is wrong lets nothing pass. */
@NullMarked
class HostViewTest {
    private final Declarations narrow = new FolderSource(
                    List.of(Path.of("src/test/resources/lab/manifests/streams/narrow")))
            .load()
            .declarations();
    private final Declarations wide = moved(narrow);
    private final FakePodman podman = new FakePodman();
    private final FakeNetfilter netfilter = new FakeNetfilter();
    private final AtomicLong now = new AtomicLong();
    private final TreeMap<String, Integer> calls = new TreeMap<>();
    private final HostView view = new HostView(
            new HostPorts(counting(PodmanPort.class, podman), counting(NetfilterPort.class, netfilter)), now::get);
    private final Reconciler reconciler = new Reconciler(view.podman(), view.netfilter(), new MemoryStore());

    /** The same with another port in the first rule of the first policy that has one. */
    private static Declarations moved(Declarations before) {
        List<Manifest<NetworkPolicy>> policies = new ArrayList<>(before.networkPolicies());
        for (int i = 0; i < policies.size(); i++) {
            Manifest<NetworkPolicy> old = policies.get(i);
            if (!old.object().getSpec().getIngress().isEmpty()) {
                NetworkPolicy changed = new NetworkPolicyBuilder(old.object())
                        .editSpec()
                        .editIngress(0)
                        .withPorts(
                                new NetworkPolicyPortBuilder().withNewPort(9009).build())
                        .endIngress()
                        .endSpec()
                        .build();
                policies.set(i, new Manifest<>(old.key(), changed, old.source()));
                break;
            }
        }
        return new Declarations(
                before.namespaces(), before.networks(), before.pods(), before.configMaps(), before.secrets(), policies);
    }

    /** Counts calls by interface and method. */
    private <T> T counting(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    calls.merge(port.getSimpleName() + "." + method.getName(), 1, Integer::sum);
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private int observations(String port) {
        return calls.getOrDefault(port + ".observe", 0);
    }

    private Plan plan(Declarations wanted) throws HostException {
        return reconciler.plan(wanted, "r", true).plan();
    }

    private void apply(Declarations wanted) throws HostException {
        assertThat(reconciler.apply(reconciler.plan(wanted, "r", true), Progress.SILENT))
                .allMatch(Outcome.Applied.class::isInstance);
    }

    @BeforeEach
    void applied() throws HostException {
        podman.addImage("localhost/podseg-test:1");
        apply(narrow);
        plan(narrow);
        calls.clear();
    }

    @Test
    void whatNobodyDoubtsIsNotReadAgain() throws HostException {
        view.doubt(Set.of(Trigger.FILES, Trigger.GIT, Trigger.WEBHOOK));
        assertThat(plan(narrow).isEmpty()).isTrue();
        assertThat(plan(wide).isEmpty()).isFalse();
        assertThat(calls).doesNotContainKeys("PodmanPort.observe", "NetfilterPort.observe");
    }

    @Test
    void eachTriggerDoubtsWhatItIsAbout() throws HostException {
        view.doubt(Set.of(Trigger.PODMAN));
        plan(narrow);
        assertThat(observations("PodmanPort")).isEqualTo(1);
        assertThat(observations("NetfilterPort")).isZero();
        view.doubt(Set.of(Trigger.NETFILTER));
        plan(narrow);
        assertThat(observations("PodmanPort")).isEqualTo(1);
        assertThat(observations("NetfilterPort")).isEqualTo(1);
        for (Trigger trigger : List.of(Trigger.START, Trigger.SCHEDULE, Trigger.RETRY, Trigger.RESUME)) {
            calls.clear();
            view.doubt(Set.of(trigger));
            plan(narrow);
            assertThat(observations("PodmanPort")).as("%s", trigger).isEqualTo(1);
            assertThat(observations("NetfilterPort")).as("%s", trigger).isEqualTo(1);
        }
    }

    /** One transaction first, then the kernel is read once, and what was read is known from then on. */
    @Test
    void aPolicyIsWrittenBeforeTheKernelIsRead() throws HostException {
        apply(wide);
        assertThat(netfilter.applied().getLast().isEmpty()).isFalse();
        assertThat(calls).containsEntry("NetfilterPort.apply", 1).containsEntry("NetfilterPort.observe", 1);
        assertThat(observations("PodmanPort")).isZero();
        assertThat(plan(wide).isEmpty()).isTrue();
        assertThat(observations("NetfilterPort")).isEqualTo(1);
    }

    @Test
    void whatWasFlushedUnseenIsWrittenAllTheSame() throws HostException {
        Firewall before = netfilter.observe();
        String chain = before.table(Family.V4).chains().keySet().stream()
                .filter(name -> name.startsWith("PODSEG-I-"))
                .findFirst()
                .orElseThrow();
        netfilter.tamper(Family.V4, List.of("*mangle", ":" + chain + " - [0:0]", "COMMIT"));
        netfilter.setBridgeNetfilter(false);
        apply(wide);
        assertThat(ReadBack.difference(reconciler.plan(wide, "r", true).plan().target(), netfilter.observe()))
                .isEmpty();
        assertThat(plan(wide).isEmpty()).isTrue();
    }

    /** The chain that the new rules go to is gone: the kernel refuses the first transaction as a whole. */
    @Test
    void everythingOfPodsegsRemovedUnseenComesBack() throws HostException {
        for (Family family : Family.values()) {
            netfilter.tamper(family, List.of("*raw", "-F PREROUTING", "-F OUTPUT", "COMMIT"));
        }
        for (String member : readyMembers()) {
            netfilter.tamperSets(List.of("del podseg4-ready " + member));
        }
        apply(wide);
        view.doubt();
        assertThat(plan(wide).isEmpty()).isTrue();
        assertThat(readyMembers()).isNotEmpty();
    }

    @Test
    void countersAreReadEveryTenSeconds() throws HostException {
        for (int second = 0; second < 60; second++) {
            now.set(second * 1_000_000_000L);
            reconciler.counters();
        }
        assertThat(calls).containsEntry("NetfilterPort.counters", 6);
    }

    @Test
    void whatPodsegDoesToPodmanIsSeen() throws HostException {
        view.podman().stopPod("nothing-of-that-name");
        plan(narrow);
        assertThat(observations("PodmanPort")).isEqualTo(1);
    }

    @Test
    void aReadingDuringAChangeIsNotKept() throws Exception {
        KeptValue<String> value = new KeptValue<>();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        Thread change = Thread.ofVirtual().start(() -> {
            try {
                value.change(() -> {
                    began.countDown();
                    await(read);
                });
            } catch (HostException e) {
                throw new IllegalStateException(e);
            }
        });
        began.await();
        assertThat(value.get(() -> "old")).isEqualTo("old");
        read.countDown();
        change.join();
        assertThat(value.get(() -> "new")).isEqualTo("new");
        assertThat(value.get(() -> "newer")).isEqualTo("new");
    }

    private SortedSet<String> readyMembers() throws HostException {
        return requireNonNull(netfilter.observe().sets().get("podseg4-ready")).members();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void afterAChangeThatFailedNothingIsKnown() throws HostException {
        podman.fail("stopPod x", "no");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> view.podman().stopPod("x"))
                .isInstanceOf(HostException.class);
        plan(narrow);
        assertThat(observations("PodmanPort")).isEqualTo(1);
    }
}
