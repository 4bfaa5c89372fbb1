package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.plan.Change;
import io.podseg.plan.PlanText;
import io.podseg.policy.Connection;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.Counters;
import io.podseg.state.ForeignContainer;
import io.podseg.status.HostStatus;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers that podseg did not make, on its networks: policies select and find them by their own labels. */
class GovernedContainersTest {
    private static final String LEGACY = "10.70.0.200";

    private final Declarations wanted = new FolderSource(List.of(Path.of("src/test/resources/reconcile/before")))
            .load()
            .declarations();
    private final MemoryStore store = new MemoryStore();
    private final FakePodman podman = new FakePodman();
    private final FakeNetfilter netfilter = new FakeNetfilter();
    private final Reconciler reconciler = new Reconciler(podman, netfilter, store);

    @BeforeEach
    void applied() throws HostException {
        podman.addImage("localhost/a:1");
        apply();
    }

    private Planned plan() throws HostException {
        return reconciler.plan(wanted, "r", true);
    }

    private List<Outcome> apply() throws HostException {
        return reconciler.apply(plan(), Progress.SILENT);
    }

    /** Addresses on network {@code stays}; labels as {@code app=old}. */
    private void foreign(String name, String labels, String... addresses) {
        Attachment place = new Attachment(
                "stays", Arrays.stream(addresses).map(Ip::of).toList(), List.of(), Optional.empty(), Optional.empty());
        TreeMap<String, String> pairs = new TreeMap<>();
        for (String pair : labels.split(" ")) {
            if (!pair.isEmpty()) {
                pairs.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        podman.addForeign(new ForeignContainer(name, pairs, List.of(place)));
    }

    private static List<String> lines(Planned planned) {
        return planned.plan().changes().stream()
                .map(Change::header)
                .map(header -> header.action() + " " + header.key() + ": " + header.reason())
                .toList();
    }

    private Set<String> ready() throws HostException {
        return netfilter.observe().sets().values().stream()
                .filter(set -> set.name().endsWith("-ready"))
                .flatMap(set -> set.members().stream())
                .map(member -> member.substring(0, member.indexOf(',')))
                .collect(Collectors.toSet());
    }

    private static boolean mayReach(Planned planned, String from, String to) {
        return ReachabilityTable.of(
                        planned.desired().world(),
                        List.of(new ReachabilityTable.Port(80, io.podseg.model.Protocol.TCP)))
                .rows()
                .stream()
                .anyMatch(row -> row.from().equals(from) && row.to().equals(to) && row.allowed());
    }

    @Test
    void aContainerIsGovernedFromTheNextApplyOn() throws HostException {
        foreign("legacy", "app=old", LEGACY);
        Planned planned = plan();
        assertThat(lines(planned))
                .containsExactly("UPDATE Container default/legacy: not podseg's; policies govern it from now on");
        assertThat(PlanText.render(planned.plan(), false))
                .contains("~ Container default/legacy  (not podseg's; policies govern it from now on)")
                .contains("addresses  (none) -> " + LEGACY)
                .contains("Plan: 0 to add, 1 to change, 0 to replace, 0 to delete.");
        assertThat(planned.plan().reachability().opened())
                .extracting(Connection::toString)
                .anyMatch(line -> line.contains("default/legacy@podman"));
        assertThat(mayReach(planned, "default/legacy@podman", "default/same"))
                .as("found by its label")
                .isTrue();
        assertThat(ready()).doesNotContain(LEGACY);
        int calls = podman.calls().size();
        assertThat(reconciler.apply(planned, Progress.SILENT)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(podman.calls()).as("nothing is done to it").hasSize(calls);
        assertThat(ready()).contains(LEGACY);
        assertThat(plan().plan().isEmpty()).isTrue();
    }

    @Test
    void statusTellsTheGovernedFromTheDark() throws HostException {
        foreign("legacy", "", LEGACY);
        assertThat(status().dark()).extracting(ForeignContainer::name).containsExactly("legacy");
        apply();
        foreign("late", "", "10.70.0.201");
        assertThat(status().dark()).extracting(ForeignContainer::name).containsExactly("late");
        assertThat(status().objects())
                .extracting(object -> object.key().toString())
                .contains("Container default/legacy");
    }

    private HostStatus status() throws HostException {
        return HostStatus.of(reconciler.observe(), store.load().orElseThrow(), Counters.NONE);
    }

    @Test
    void itsNamespaceIsThatOfItsLabel() throws HostException {
        foreign("legacy", "podseg.io/namespace=elsewhere app=old", LEGACY);
        Planned planned = plan();
        assertThat(lines(planned)).singleElement().asString().startsWith("UPDATE Container elsewhere/legacy");
        assertThat(mayReach(planned, "elsewhere/legacy@podman", "default/same")).isFalse();
    }

    @Test
    void aNamespaceThatCannotBeOneLeavesItDark() throws HostException {
        foreign("legacy", "podseg.io/namespace=../x\u001b[2J", LEGACY);
        Planned planned = plan();
        assertThat(planned.desired().diagnostics())
                .filteredOn(diagnostic -> !diagnostic.isError())
                .extracting(Diagnostic::toString)
                .anyMatch(line -> line.startsWith("container legacy: warning: its label podseg.io/namespace"));
        assertThat(planned.plan().isEmpty()).isTrue();
        apply();
        assertThat(ready()).doesNotContain(LEGACY);
    }

    @Test
    void podsegsOwnLabelsCannotBeForged() throws HostException {
        foreign(
                "legacy",
                "io.podseg.owner=podseg io.podseg.kind=Pod io.podseg.namespace=default io.podseg.name=same",
                LEGACY);
        Endpoint endpoint = plan().desired().world().endpoints().stream()
                .filter(candidate -> candidate.id().equals("default/legacy@podman"))
                .findFirst()
                .orElseThrow();
        assertThat(endpoint.labels()).isEmpty();
        assertThat(endpoint.kind()).isEqualTo(Endpoint.Kind.FOREIGN);
    }

    @Test
    void whatIsStoppedOrGoneOrMovedLosesItsAddressFirst() throws HostException {
        foreign("legacy", "", LEGACY);
        foreign("other", "", "10.70.0.201");
        apply();
        foreign("legacy", "", "10.70.0.202");
        foreign("other", "");
        Planned planned = plan();
        assertThat(lines(planned))
                .containsExactly(
                        "UPDATE Container default/legacy: not podseg's; it was changed on the host",
                        "UPDATE Container default/other: not podseg's; it is gone or stopped, and its addresses are closed");
        assertThat(planned.plan().darken())
                .extracting(member -> member.address())
                .contains(LEGACY, "10.70.0.201");
        assertThat(reconciler.apply(planned, Progress.SILENT)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(ready()).contains("10.70.0.202").doesNotContain(LEGACY, "10.70.0.201");
        assertThat(plan().plan().isEmpty()).isTrue();
    }

    @Test
    void itsLabelsDecideAnewWhenItIsMadeAnew() throws HostException {
        foreign("legacy", "app=old", LEGACY);
        apply();
        foreign("legacy", "app=young", LEGACY);
        Planned planned = plan();
        assertThat(mayReach(planned, "default/legacy@podman", "default/same")).isFalse();
        assertThat(PlanText.render(planned.plan(), false)).contains("labels[app]  old -> young");
        assertThat(planned.plan().darken())
                .extracting(member -> member.address())
                .contains(LEGACY);
        assertThat(reconciler.apply(planned, Progress.SILENT)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(ready()).contains(LEGACY);
        assertThat(plan().plan().isEmpty()).isTrue();
    }

    /** A declared pod was stopped, and somebody started a container with its address: nobody gets the pod's access. */
    @Test
    void whoTookThePlaceOfAPodIsDarkAndNamed() throws HostException {
        Declarations fixed = new FolderSource(List.of(Path.of("src/test/resources/reconcile/fixed")))
                .load()
                .declarations();
        reconciler.apply(reconciler.plan(fixed, "r", true), Progress.SILENT);
        assertThat(ready()).contains("10.70.0.20");
        podman.putRun("fixed", "main", ContainerRun.FAILED);
        foreign("thief", "", "10.70.0.20");
        Planned planned = reconciler.plan(fixed, "r", true);
        assertThat(lines(planned)).containsExactly("UPDATE Pod default/fixed: somebody else has its address");
        assertThat(planned.plan().changes().getFirst())
                .isInstanceOfSatisfying(
                        Change.Conflict.class,
                        conflict -> assertThat(conflict.message())
                                .contains("container thief", "10.70.0.20", "Pod default/fixed"));
        assertThat(reconciler.apply(planned, Progress.SILENT)).allMatch(Outcome.Failed.class::isInstance);
        assertThat(ready()).doesNotContain("10.70.0.20");
        foreign("thief", "");
        assertThat(reconciler.apply(reconciler.plan(fixed, "r", true), Progress.SILENT))
                .allMatch(Outcome.Applied.class::isInstance);
        assertThat(ready()).contains("10.70.0.20");
        assertThat(reconciler.plan(fixed, "r", true).plan().isEmpty()).isTrue();
    }

    @Test
    void aNewPodThatAsksForTheAddressOfAContainerIsAConflictAndTheContainerGoesOn() throws HostException {
        foreign("legacy", "", "10.70.0.20");
        apply();
        Declarations fixed = new FolderSource(List.of(Path.of("src/test/resources/reconcile/fixed")))
                .load()
                .declarations();
        Planned planned = reconciler.plan(fixed, "r", false);
        assertThat(lines(planned)).contains("ADD Pod default/fixed: somebody else has its address");
        reconciler.apply(planned, Progress.SILENT);
        assertThat(podman.calls()).doesNotContain("createPod fixed");
        assertThat(ready()).contains("10.70.0.20");
    }

    @Test
    void addressesThatPodsegChoosesAreNotThoseOfContainers() throws HostException {
        String taken = podman.address("same");
        podman.removePodByHand("same");
        foreign("legacy", "", taken);
        apply();
        assertThat(podman.address("same")).isNotEqualTo(taken).isNotEmpty();
        assertThat(ready()).contains(taken, podman.address("same"));
        assertThat(plan().plan().isEmpty()).isTrue();
    }

    @Test
    void destroyNamesThoseThatItLeaves() throws HostException {
        foreign("legacy", "", LEGACY);
        apply();
        assertThat(lines(reconciler.planDestroy()))
                .contains("UPDATE Container default/legacy: not podseg's; policies govern it no longer");
    }
}
