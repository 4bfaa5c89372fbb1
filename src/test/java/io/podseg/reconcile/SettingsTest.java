package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.desired.Desired;
import io.podseg.desired.HostFacts;
import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Hardening;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.SecurityProfile;
import io.podseg.model.Source;
import io.podseg.plan.Inventory;
import io.podseg.plan.PlanInput;
import io.podseg.plan.PlanText;
import io.podseg.plan.Planner;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.HostState;
import io.podseg.state.SettingKey;
import io.podseg.state.SettingKey.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Settings of the host are planned, written, repaired and removed like anything else, and nothing starts without them. */
class SettingsTest {
    private static final SettingKey PIDS = new SettingKey(File.CONTAINERS_CONF, "containers.pids_limit");
    private static final SettingKey USERNS = new SettingKey(File.CONTAINERS_CONF, "containers.userns");

    private static final SettingKey DEFAULT = new SettingKey(File.POLICY, "default");

    private final FakePodman podman = new FakePodman();
    private final FakeNetfilter netfilter = new FakeNetfilter();
    private final FakeSettings settings = new FakeSettings();
    private final MemoryStore store = new MemoryStore();
    private Declarations pods = Declarations.NONE;

    @BeforeEach
    void images() {
        podman.addImage("localhost/a:1");
        podman.addImage("localhost/a:2");
        pods = new FolderSource(List.of(Path.of("src/test/resources/reconcile/before")))
                .load()
                .declarations();
    }

    private Reconciler reconciler() {
        return new Reconciler(
                new HostPorts(podman, netfilter, PodRulesPort.NONE, settings, () -> HostFacts.ROOTFUL), store);
    }

    private static Manifest<SecurityProfile> profile(String name, long pids, Optional<Hardening.UserNamespace> users) {
        Hardening none = Hardening.NONE;
        Hardening hardening = new Hardening(
                none.tmpfs(),
                none.seccomp(),
                users,
                none.memorySwap(),
                none.memoryReservation(),
                none.cpuShares(),
                none.cpus(),
                Optional.of(pids),
                none.ulimits(),
                none.blockIo(),
                none.maxRetries());
        SecurityProfile object = new SecurityProfile(
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                SecurityProfile.Mode.ENFORCE,
                new SecurityProfile.Defaults(
                        new SecurityContext(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        hardening));
        return new Manifest<>(
                new ObjectKey("SecurityProfile", "", name),
                object,
                new Source(new Position(name + ".yaml", 1, 1), Map.of()));
    }

    @SafeVarargs
    private static Declarations with(Declarations declarations, Manifest<SecurityProfile>... profiles) {
        return new Declarations(
                declarations.namespaces(),
                declarations.networks(),
                declarations.pods(),
                declarations.configMaps(),
                declarations.secrets(),
                declarations.networkPolicies(),
                declarations.services(),
                declarations.workloads(),
                declarations.claims(),
                List.of(profiles),
                List.of());
    }

    private Declarations host(long pids) {
        return with(pods, profile("host", pids, Optional.empty()));
    }

    private Planned plan(Declarations wanted) throws HostException {
        return reconciler().plan(wanted, "r", true);
    }

    private List<Outcome> apply(Declarations wanted) throws HostException {
        return reconciler().apply(plan(wanted), Progress.SILENT);
    }

    private void applied(Declarations wanted) throws HostException {
        assertThat(apply(wanted)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(plan(wanted).plan().isEmpty()).as(text(wanted)).isTrue();
    }

    private String text(Declarations wanted) throws HostException {
        return PlanText.render(plan(wanted).plan(), false);
    }

    @Test
    void aProfileIsPlannedWrittenChangedAndRemoved() throws HostException {
        assertThat(text(host(100)))
                .contains("+ SecurityProfile host\n    containers.conf:containers.pids_limit  100\n");
        applied(host(100));
        assertThat(settings.values).containsExactly(Map.entry(PIDS, "100"));
        assertThat(text(host(200)))
                .contains("~ SecurityProfile host\n    containers.conf:containers.pids_limit  100 -> 200\n");
        applied(host(200));
        assertThat(text(pods)).contains("- SecurityProfile host\n");
        applied(pods);
        assertThat(settings.values).isEmpty();
        assertThat(store.load().orElseThrow().settings()).isEmpty();
    }

    @Test
    void destroyTakesItAway() throws HostException {
        settings.values.put(USERNS, "\"host\"");
        applied(host(100));
        assertThat(reconciler().apply(reconciler().planDestroy(), Progress.SILENT))
                .allMatch(Outcome.Applied.class::isInstance);
        assertThat(settings.values).containsExactly(Map.entry(USERNS, "\"host\""));
    }

    @Test
    void oneSettingLessIsTakenAwayAlone() throws HostException {
        Hardening.UserNamespace auto = new Hardening.UserNamespace(
                Hardening.UserNamespace.Mode.AUTO, Optional.of(4096L), List.of(), List.of());
        applied(with(pods, profile("host", 100, Optional.of(auto))));
        assertThat(settings.values).containsEntry(USERNS, "\"auto:size=4096\"");
        assertThat(text(host(100))).contains("containers.conf:containers.userns  \"auto:size=4096\" -> (none)");
        applied(host(100));
        assertThat(settings.values).containsExactly(Map.entry(PIDS, "100"));
    }

    @Test
    void whatSomebodyChangedIsDriftAndRepaired() throws HostException {
        applied(host(100));
        settings.values.put(PIDS, "5");
        assertThat(text(host(100)))
                .contains("! SecurityProfile host  (will be repaired: it was changed on the host)\n"
                        + "    containers.conf:containers.pids_limit  5 -> 100\n");
        assertThat(reconciler().observe().settings()).as("for status").containsExactly(Map.entry(PIDS, "5"));
        applied(host(100));
        settings.values.clear();
        assertThat(text(host(100))).contains("(none) -> 100");
        applied(host(100));
        assertThat(settings.values).containsExactly(Map.entry(PIDS, "100"));
    }

    /** A plan for one image policy and nothing else. */
    private Planned policy(String name, Map<SettingKey, String> wanted) {
        TreeMap<ObjectKey, SortedMap<String, String>> objects = new TreeMap<>();
        if (!wanted.isEmpty()) {
            objects.put(new ObjectKey("ImagePolicy", "", name), SettingKey.fields(new TreeMap<>(wanted)));
        }
        Desired none = Desired.nothing();
        Desired desired = new Desired(
                HostState.empty().withSettings(new TreeMap<>(wanted)),
                none.pods(),
                none.secrets(),
                none.world(),
                objects,
                List.of(),
                none.transition(),
                none.meanwhile(),
                none.workloads(),
                none.protections());
        HostState actual = HostState.empty().withSettings(new TreeMap<>(settings.values));
        Inventory last = store.load().orElse(Inventory.EMPTY);
        PlanInput input = new PlanInput(
                desired.state(),
                actual,
                last,
                desired.pods(),
                desired.secrets(),
                desired.objects(),
                desired.world(),
                List.of());
        return new Planned(
                Planner.plan(input), desired, actual, last, store.load().isEmpty(), "r");
    }

    private String applied(String name, Map<SettingKey, String> wanted) throws HostException {
        Planned planned = policy(name, wanted);
        assertThat(reconciler().apply(planned, Progress.SILENT)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(policy(name, wanted).plan().isEmpty()).isTrue();
        return PlanText.render(planned.plan(), false);
    }

    @Test
    void whatStoodInAFileOfOthersComesBack() throws HostException {
        settings.values.put(DEFAULT, "7");
        assertThat(applied("a", Map.of(DEFAULT, "100"))).contains("policy.json:default  7 -> 100");
        applied("a", Map.of(DEFAULT, "200"));
        settings.values.put(DEFAULT, "8");
        assertThat(applied("a", Map.of(DEFAULT, "200")))
                .contains("! ImagePolicy a")
                .contains("8 -> 200");
        assertThat(applied("a", Map.of())).contains("- ImagePolicy a  (what was there before comes back)");
        assertThat(settings.values).containsExactly(Map.entry(DEFAULT, "7"));
    }

    @Test
    void aSettingThatGoesFromOneObjectToAnotherStays() throws HostException {
        settings.values.put(DEFAULT, "7");
        applied("a", Map.of(DEFAULT, "100"));
        settings.writes.clear();
        applied("b", Map.of(DEFAULT, "100"));
        assertThat(settings.writes).as("nothing to write").isEmpty();
        applied("b", Map.of());
        assertThat(settings.values).containsExactly(Map.entry(DEFAULT, "7"));
    }

    @Test
    void killedAfterTheWriteWhatWasThereIsStillKnown() throws HostException {
        settings.values.put(DEFAULT, "7");
        settings.onWrite = () -> {
            settings.values.put(DEFAULT, "100");
            throw new IllegalStateException("killed");
        };
        Planned planned = policy("a", Map.of(DEFAULT, "100"));
        assertThatThrownBy(() -> reconciler().apply(planned, Progress.SILENT)).hasMessage("killed");
        settings.onWrite = () -> {};
        applied("a", Map.of());
        assertThat(settings.values).containsExactly(Map.entry(DEFAULT, "7"));
    }

    @Test
    void profilesThatDifferAreAnErrorWithBothPlaces() throws HostException {
        Declarations both = with(pods, profile("one", 1, Optional.empty()), profile("two", 2, Optional.empty()));
        assertThat(plan(both).desired().diagnostics())
                .extracting(Object::toString)
                .containsExactly("two.yaml:1:1: SecurityProfile two asks for containers.conf:containers.pids_limit = 2,"
                        + " and SecurityProfile one (one.yaml:1:1) for 1");
        Declarations same = with(pods, profile("one", 1, Optional.empty()), profile("two", 1, Optional.empty()));
        applied(same);
    }

    @Test
    void settingsComeBeforeImagesAndGoAfterPods() throws HostException {
        List<Integer> calls = new ArrayList<>();
        settings.onWrite = () -> calls.add(podman.calls().size());
        applied(host(100));
        assertThat(calls).containsExactly(0);
        reconciler().apply(reconciler().planDestroy(), Progress.SILENT);
        assertThat(calls).hasSize(2);
        assertThat(calls.getLast())
                .as("after everything else")
                .isEqualTo(podman.calls().size());
    }

    @Test
    void nothingStartsWithoutTheSettings() throws HostException {
        Declarations wanted = host(100);
        settings.failure = Optional.of("no room");
        List<Outcome> outcomes = apply(wanted);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.change().header().key().kind().equals("Pod"))
                .isNotEmpty()
                .allMatch(outcome -> outcome instanceof Outcome.Blocked blocked
                        && blocked.by().kind().equals("SecurityProfile"));
        assertThat(outcomes)
                .anyMatch(outcome -> outcome instanceof Outcome.Failed failed
                        && failed.reason().equals("no room"));
        assertThat(podman.calls()).noneMatch(call -> call.contains("Pod ") || call.contains("Images"));
        settings.failure = Optional.empty();
        applied(wanted);
    }

    @Test
    void aWriteThatDoesNotReadBackIsNoSuccess() throws HostException {
        SettingsPort deaf = new SettingsPort() {
            @Override
            public TreeMap<SettingKey, String> observe(Set<SettingKey> keys) {
                return new TreeMap<>(Map.of(PIDS, "3"));
            }

            @Override
            public void write(SortedMap<SettingKey, Optional<String>> changes) {}
        };
        Reconciler reconciler = new Reconciler(
                new HostPorts(podman, netfilter, PodRulesPort.NONE, deaf, () -> HostFacts.ROOTFUL), store);
        assertThat(reconciler.apply(reconciler.plan(host(100), "r", true), Progress.SILENT))
                .extracting(Outcome::why)
                .contains("containers.conf:containers.pids_limit was written, and reads 3");
    }

    @Test
    void killedAfterTheWriteNothingIsLeftBehind() throws HostException {
        settings.onWrite = () -> {
            settings.values.put(PIDS, "100");
            throw new IllegalStateException("killed");
        };
        Planned planned = plan(host(100));
        assertThatThrownBy(() -> reconciler().apply(planned, Progress.SILENT)).hasMessage("killed");
        settings.onWrite = () -> {};
        applied(pods);
        assertThat(settings.values).isEmpty();
        assertThat(store.load().orElseThrow().settings()).isEmpty();
    }

    @Test
    void whatIsNotToBePrunedStays() throws HostException {
        applied(host(100));
        assertThat(reconciler().plan(pods, "r", false).plan().isEmpty()).isTrue();
        settings.values.put(PIDS, "5");
        Planned kept = reconciler().plan(pods, "r", false);
        assertThat(reconciler().apply(kept, Progress.SILENT)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(settings.values).containsEntry(PIDS, "100");
        applied(pods);
        assertThat(settings.values).isEmpty();
    }
}
