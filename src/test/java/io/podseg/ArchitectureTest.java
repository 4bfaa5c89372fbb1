package io.podseg;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

/** Who may know whom. {@code docs/architecture.md} says why. */
@AnalyzeClasses(packages = "io.podseg", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] CORE = {
        "io.podseg.model..",
        "io.podseg.policy..",
        "io.podseg.hardening..",
        "io.podseg.state..",
        "io.podseg.desired..",
        "io.podseg.plan..",
        "io.podseg.reach..",
        "io.podseg.trust..",
        "io.podseg.audit",
        "io.podseg.audit.facts..",
        "io.podseg.audit.checks..",
        "io.podseg.audit.manifests..",
        "io.podseg.audit.live.."
    };

    /** What the core must not know: frameworks, serialisation, loggers, clocks, files, processes, the network. */
    @ArchTest
    static final ArchRule THE_CORE_IS_PURE = noClasses()
            .that(resideInAnyPackage(CORE))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "io.quarkus..",
                            "io.vertx..",
                            "jakarta..",
                            "picocli..",
                            "com.fasterxml..",
                            "org.yaml..",
                            "org.jboss..",
                            "org.slf4j..",
                            "java.util.logging..",
                            "java.lang.System$Logger",
                            "java.nio.file..",
                            "java.nio.channels..",
                            "java.net.http..")
                    .or(named(
                            "java.io.File",
                            "java.io.FileInputStream",
                            "java.io.FileOutputStream",
                            "java.io.FileReader",
                            "java.io.FileWriter",
                            "java.io.RandomAccessFile",
                            "java.lang.Process",
                            "java.lang.ProcessBuilder",
                            "java.lang.ProcessHandle",
                            "java.lang.Runtime",
                            "java.net.Socket",
                            "java.time.Clock",
                            "java.time.Instant",
                            "java.util.Random",
                            "java.util.concurrent.ThreadLocalRandom")));

    @ArchTest
    static final ArchRule THE_CORE_ASKS_NO_CLOCK =
            noClasses().that(resideInAnyPackage(CORE)).should().callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule MODEL = knowsOnly("io.podseg.model..");

    @ArchTest
    static final ArchRule POLICY = knowsOnly("io.podseg.policy..", "io.podseg.model..");

    @ArchTest
    static final ArchRule STATE = knowsOnly("io.podseg.state..", "io.podseg.model..");

    @ArchTest
    static final ArchRule DESIRED = knowsOnly(
            "io.podseg.desired..",
            "io.podseg.model..",
            "io.podseg.policy..",
            "io.podseg.state..",
            "io.podseg.hardening..",
            "io.podseg.trust..");

    @ArchTest
    static final ArchRule TRUST = knowsOnly("io.podseg.trust..", "io.podseg.model..", "io.podseg.state..");

    @ArchTest
    static final ArchRule HARDENING =
            knowsOnly("io.podseg.hardening..", "io.podseg.model..", "io.podseg.policy..", "io.podseg.state..");

    @ArchTest
    static final ArchRule PLAN =
            knowsOnly("io.podseg.plan..", "io.podseg.model..", "io.podseg.policy..", "io.podseg.state..");

    @ArchTest
    static final ArchRule REACH = knowsOnly(
            "io.podseg.reach..", "io.podseg.model..", "io.podseg.policy..", "io.podseg.state..", "io.podseg.desired..");

    @ArchTest
    static final ArchRule AUDIT_FACTS = knowsOnly("io.podseg.audit.facts..", "io.podseg.model..");

    @ArchTest
    static final ArchRule AUDIT = knowsOnly("io.podseg.audit", "io.podseg.audit.facts..", "io.podseg.model..");

    @ArchTest
    static final ArchRule AUDIT_CHECKS =
            knowsOnly("io.podseg.audit.checks..", "io.podseg.audit", "io.podseg.audit.facts..", "io.podseg.model..");

    @ArchTest
    static final ArchRule AUDIT_LIVE = knowsOnly(
            "io.podseg.audit.live..",
            "io.podseg.audit",
            "io.podseg.audit.facts..",
            "io.podseg.model..",
            "io.podseg.policy..",
            "io.podseg.state..");

    @ArchTest
    static final ArchRule AUDIT_MANIFESTS = knowsOnly(
            "io.podseg.audit.manifests..",
            "io.podseg.audit",
            "io.podseg.audit.checks..",
            "io.podseg.audit.facts..",
            "io.podseg.hardening..",
            "io.podseg.policy..",
            "io.podseg.trust..",
            "io.podseg.model..");

    @ArchTest
    static final ArchRule RECONCILE = noClasses()
            .that(resideInAPackage("io.podseg.reconcile.."))
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.podseg..").and(DescribedPredicate.not(coreOr("io.podseg.reconcile.."))));

    @ArchTest
    static final ArchRule MANIFEST = edge("io.podseg.manifest..");

    @ArchTest
    static final ArchRule STORE = edge("io.podseg.store..", "io.podseg.host.files..");

    @ArchTest
    static final ArchRule STATUS = edge("io.podseg.status..");

    @ArchTest
    static final ArchRule CONTROLLER = edge("io.podseg.controller..");

    @ArchTest
    static final ArchRule SCHEDULE = edge("io.podseg.schedule..");

    @ArchTest
    static final ArchRule GIT = edge("io.podseg.git..", "io.podseg.host.exec..");

    @ArchTest
    static final ArchRule WEB = edge("io.podseg.web..", "io.podseg.status..");

    @ArchTest
    static final ArchRule PODMAN = edge("io.podseg.host.podman..", "io.podseg.host.exec..", "io.podseg.host.cgroup..");

    @ArchTest
    static final ArchRule NETFILTER =
            edge("io.podseg.host.netfilter..", "io.podseg.host.exec..", "io.podseg.host.libc..");

    @ArchTest
    static final ArchRule PROBE = edge("io.podseg.host.probe..", "io.podseg.host.libc..");

    @ArchTest
    static final ArchRule SYSTEMD = edge("io.podseg.host.systemd..", "io.podseg.host.libc..");

    @ArchTest
    static final ArchRule HOOK = edge("io.podseg.host.hook..", "io.podseg.host.files..");

    @ArchTest
    static final ArchRule CONFIG = edge("io.podseg.host.config..", "io.podseg.host.files..");

    @ArchTest
    static final ArchRule LOOK = edge("io.podseg.host.look..", "io.podseg.host.libc..", "io.podseg.host.cgroup..");

    @ArchTest
    static final ArchRule CGROUP = edge("io.podseg.host.cgroup..");

    @ArchTest
    static final ArchRule FILES = edge("io.podseg.host.files..");

    @ArchTest
    static final ArchRule LIBC = edge("io.podseg.host.libc..");

    @ArchTest
    static final ArchRule EXEC = edge("io.podseg.host.exec..");

    @ArchTest
    static final ArchRule DOCTOR = edge("io.podseg.doctor..", "io.podseg.host.exec..");

    /** Commands get files, Podman and the kernel from {@code Wiring}, so that they can be tried without. */
    @ArchTest
    static final ArchRule COMMANDS_KNOW_NO_EDGE = noClasses()
            .that(resideInAPackage("io.podseg.cli.."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "io.podseg.manifest..",
                    "io.podseg.store..",
                    "io.podseg.web..",
                    "io.podseg.host.podman..",
                    "io.podseg.host.netfilter..",
                    "io.podseg.host.probe..",
                    "io.podseg.host.hook..",
                    "io.podseg.host.config..",
                    "io.podseg.host.files..",
                    "io.podseg.host.cgroup..",
                    "io.podseg.host.look..",
                    "io.podseg.git.."));

    @ArchTest
    static final ArchRule COMMANDS_ARE_NOBODYS_BUSINESS = noClasses()
            .that(resideInAPackage("io.podseg.."))
            .and(DescribedPredicate.not(resideInAnyPackage("io.podseg", "io.podseg.cli..")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.podseg", "io.podseg.cli.."));

    @ArchTest
    static final ArchRule PROCESSES_START_IN_ONE_PLACE = noClasses()
            .that(resideInAPackage("io.podseg.."))
            .and(DescribedPredicate.not(resideInAPackage("io.podseg.host.exec..")))
            .should()
            .dependOnClassesThat(named("java.lang.ProcessBuilder"))
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class);

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("io.podseg.(**)").should().beFreeOfCycles().allowEmptyShould(false);

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper");

    /** A class of podseg's that another package uses must be meant for it. */
    private static ArchRule knowsOnly(String own, String... others) {
        String[] allowed = Arrays.copyOf(others, others.length + 1);
        allowed[others.length] = own;
        return classes()
                .that(resideInAPackage(own))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(allowed).or(DescribedPredicate.not(resideInAPackage("io.podseg.."))));
    }

    /** An edge knows the core, the ports, itself and what is named; never another edge. */
    private static ArchRule edge(String own, String... others) {
        DescribedPredicate<JavaClass> allowed =
                coreOr("io.podseg.reconcile..", own).or(resideInAnyPackage(others));
        return noClasses()
                .that(resideInAPackage(own))
                .should()
                .dependOnClassesThat(resideInAPackage("io.podseg..").and(DescribedPredicate.not(allowed)));
    }

    private static DescribedPredicate<JavaClass> coreOr(String... others) {
        return resideInAnyPackage(CORE).or(resideInAnyPackage(others));
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return describe(
                "are one of " + String.join(", ", names),
                type -> Arrays.asList(names).contains(type.getName()));
    }
}
