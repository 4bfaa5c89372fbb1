package io.podseg.host.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.state.Firewall;
import io.podseg.state.TransactionBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as Podman runs it: in a network namespace that is new, with the container's state on its standard input. */
class HookProgramTest {
    private static final Path PROGRAM = Path.of("src/main/dist/bin/podseg-hook").toAbsolutePath();
    private static final String INFRA = "0123456789abcdef";
    private static final String APP = "fedcba9876543210";
    private static final String OURS = "\"io.podseg.layer\":\"pod\",\"io.podseg.pod\":\"shop_web\"";
    private static final int START = 42;
    private static final int REFUSED = 41;

    @TempDir
    private Path folder;

    private NewNamespace namespace;
    private RuntimeFolder runtime;

    @BeforeEach
    void open() throws IOException {
        namespace = NewNamespace.open();
        runtime = new RuntimeFolder(folder.resolve("podseg"), namespace);
    }

    @AfterEach
    void close() {
        namespace.close();
    }

    @Test
    void anInfraContainerGetsTheRulesOfItsPod() throws HostException {
        Firewall rules = PodRules.some();
        runtime.keep("shop_web", rules);
        runtime.bind("shop_web", INFRA);

        assertThat(start(INFRA, "")).isEqualTo(START);

        assertThat(found()).isEqualTo(TransactionBuilder.canonical(rules));
        assertThat(runtime.receipt(INFRA)).contains("shop_web loaded");
    }

    @Test
    void aRestartInTheSameNamespaceLoadsWhatIsKeptNow() throws HostException {
        runtime.keep("shop_web", PodRules.some());
        runtime.bind("shop_web", INFRA);
        assertThat(start(INFRA, "")).isEqualTo(START);

        runtime.keep("shop_web", PodRules.other());
        assertThat(start(INFRA, "")).isEqualTo(START);

        assertThat(found().tables())
                .isEqualTo(TransactionBuilder.canonical(PodRules.other()).tables());
        assertThat(found().sets()).containsAllEntriesOf(PodRules.other().sets());
    }

    /** Within the minute that Podman gives a hook: what grows with the square of a ruleset takes hours here. */
    @Test
    void aLargeRulesetIsLoadedInTime() throws HostException {
        runtime.keep("shop_web", PodRules.large());
        runtime.bind("shop_web", INFRA);

        assertThat(start(INFRA, "")).isEqualTo(START);

        assertThat(found()).isEqualTo(TransactionBuilder.canonical(PodRules.large()));
    }

    @Test
    void containersOfOthersStartAsTheyAre() throws HostException {
        runtime.keep("shop_web", PodRules.some());
        runtime.bind("shop_web", INFRA);

        assertThat(start(APP, "\"a\":\"b\"")).isEqualTo(START);
        assertThat(start(APP, "\"note\":\"{" + OURS.replace("\"", "\\\"") + "}\""))
                .isEqualTo(START);
        assertThat(start(APP, "\"id\":\"" + INFRA + "\"")).isEqualTo(START);

        assertThat(found().tables()).isEqualTo(Firewall.NONE.tables());
        assertThat(runtime.receipt(APP)).isEmpty();
    }

    /** Podman gives a container the annotations of its image, whoever made that; podseg's own come first only by their very names. */
    @Test
    void namesWithSpacesInThemAreOthersNames() throws HostException {
        runtime.keep("shop_web", PodRules.some());
        runtime.keep("shop_db", PodRules.other());

        assertThat(start(APP, "\"io.podseg. layer\":\"host\",\"io.podseg. pod\":\"shop_db\"," + OURS))
                .isEqualTo(START);

        assertThat(found()).isEqualTo(TransactionBuilder.canonical(PodRules.some()));
        assertThat(runtime.receipt(APP)).contains("shop_web loaded");
    }

    @Test
    void spacesBetweenTheWordsOfTheStateDoNotMatter() throws HostException {
        runtime.keep("shop_web", PodRules.some());
        String spaced = state(APP, "\"note\":\": {x, \"," + OURS)
                .replace("\":", "\" :\n\t ")
                .replace(",\"", " ,\r\n  \"")
                .replace("{\"", "{\n \"");

        assertThat(run(spaced).exit()).isEqualTo(START);

        assertThat(runtime.receipt(APP)).contains("shop_web loaded");
    }

    @Test
    void anAnnotatedContainerIsGivenTheRulesThatDoNotStand() throws HostException {
        runtime.keep("shop_web", PodRules.some());

        assertThat(start(APP, OURS)).isEqualTo(START);
        assertThat(found()).isEqualTo(TransactionBuilder.canonical(PodRules.some()));

        runtime.keep("shop_web", PodRules.other());
        assertThat(start(APP, OURS)).isEqualTo(START);
        assertThat(found())
                .as("what stands is podseg's to change")
                .isEqualTo(TransactionBuilder.canonical(PodRules.some()));
        assertThat(runtime.receipt(APP)).contains("shop_web stands");
    }

    @Test
    void rulesOfOneFamilyAloneDoNotStand() throws HostException {
        runtime.keep("shop_web", PodRules.some());
        assertThat(start(APP, OURS)).isEqualTo(START);
        namespace.must(List.of("ip6tables", "-t", "mangle", "-D", "INPUT", "-j", "PODSEG-POD-IN"));

        assertThat(start(APP, OURS)).isEqualTo(START);

        assertThat(found()).isEqualTo(TransactionBuilder.canonical(PodRules.some()));
    }

    @Test
    void withoutARulesetEverythingIsDropped() throws HostException {
        namespace.must(List.of("ip", "link", "set", "lo", "up"));
        runtime.bind("shop_web", INFRA);
        assertThat(answers("127.0.0.1")).as("before").isTrue();
        assertThat(answers("::1")).as("before").isTrue();

        assertThat(start(INFRA, "")).isEqualTo(START);

        assertThat(answers("127.0.0.1")).isFalse();
        assertThat(answers("::1")).isFalse();
        assertThat(found().tables())
                .isEqualTo(TransactionBuilder.canonical(PodRules.closed()).tables());
        assertThat(runtime.receipt(INFRA).orElse("")).startsWith("shop_web closed");
    }

    @Test
    void anAnnotatedContainerWithoutARulesetIsDarkToo() throws HostException {
        assertThat(start(APP, OURS)).isEqualTo(START);

        assertThat(found().tables())
                .isEqualTo(TransactionBuilder.canonical(PodRules.closed()).tables());
    }

    @Test
    void aDamagedRulesetStopsTheStart() throws HostException, IOException {
        runtime.keep("shop_web", PodRules.some());
        runtime.bind("shop_web", INFRA);
        Path file = folder.resolve("podseg/pods/shop_web/rules");
        Files.writeString(file, Files.readString(file).replace("-j DROP", "-j RETURN"));

        Exited end = run(INFRA, "");

        assertThat(end.exit()).isEqualTo(REFUSED);
        assertThat(end.stderr())
                .startsWith("podseg-hook: the ruleset of pod shop_web")
                .contains("is damaged");
        assertThat(runtime.kept()).isEmpty();
    }

    @Test
    void aRulesetThatTheKernelDoesNotTakeClosesAndStopsTheStart() throws HostException, IOException {
        runtime.keep("shop_web", PodRules.unusable());
        runtime.bind("shop_web", INFRA);

        Exited end = run(INFRA, "");

        assertThat(end.exit()).isEqualTo(REFUSED);
        assertThat(end.stderr()).startsWith("podseg-hook: the rules of pod shop_web cannot be loaded: iptables: ");
        assertThat(found().tables())
                .isEqualTo(TransactionBuilder.canonical(PodRules.closed()).tables());
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsNoPod() throws HostException, IOException {
        assertThat(start(APP, "\"io.podseg.layer\":\"pod\",\"io.podseg.pod\":\"../../x\""))
                .isEqualTo(REFUSED);
        runtime.bind("shop_web", INFRA);
        Files.writeString(folder.resolve("podseg/ids/" + INFRA), "../x\n");
        assertThat(start(INFRA, "")).isEqualTo(REFUSED);
        assertThat(start("../../../etc/passwd", ""))
                .as("no container of Podman's")
                .isEqualTo(START);
    }

    @Test
    void theHostsOwnNetworkIsNeverTouched() throws HostException {
        runtime.keep("shop_web", PodRules.some());

        Exited end = namespace.asIfFirst(
                state(APP, OURS), PROGRAM.toString(), folder.resolve("podseg").toString());

        assertThat(end.exit()).isEqualTo(REFUSED);
        assertThat(end.stderr()).contains("in the host's own network");
        assertThat(found().tables()).isEqualTo(Firewall.NONE.tables());
    }

    @Test
    void whatTheContainerHasInItsEnvironmentDoesNothing() throws HostException, IOException {
        runtime.keep("shop_web", PodRules.some());
        Path trap = Files.writeString(folder.resolve("trap"), "touch " + folder.resolve("sprung") + "\n");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        for (String name : List.of("cat", "tr", "iptables-save", "iptables-restore", "sed", "ipset", "sha256sum")) {
            Files.writeString(bin.resolve(name), "#!/bin/sh\ntouch " + folder.resolve("sprung") + "\n");
            bin.resolve(name).toFile().setExecutable(true);
        }
        List<String> words =
                new ArrayList<>(List.of("env", "PATH=" + bin + ":/usr/bin", "ENV=" + trap, "BASH_ENV=" + trap));
        words.addAll(List.of(
                "IFS=/",
                "LC_ALL=tr_TR.UTF-8",
                "/bin/sh",
                PROGRAM.toString(),
                folder.resolve("podseg").toString()));

        Result end = namespace.runner().run(words, state(APP, OURS));

        assertThat(end)
                .isInstanceOfSatisfying(
                        Exited.class, exited -> assertThat(exited.exit()).isEqualTo(START));
        assertThat(folder.resolve("sprung")).doesNotExist();
        assertThat(found()).isEqualTo(TransactionBuilder.canonical(PodRules.some()));
    }

    private Firewall found() throws HostException {
        NetfilterPort netfilter = runtime.in(0);
        Firewall found = netfilter.observe();
        return new Firewall(found.tables(), found.sets(), false);
    }

    /** Whether a closed port of the namespace's own says so: what is dropped is never answered. */
    private boolean answers(String address) {
        List<String> words = List.of("timeout", "2", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/9");
        return namespace.run("", words.toArray(String[]::new)).exit() == 1;
    }

    private int start(String id, String annotations) {
        return run(id, annotations).exit();
    }

    private Exited run(String id, String annotations) {
        return run(state(id, annotations));
    }

    private Exited run(String state) {
        return namespace.run(
                state, "/bin/sh", PROGRAM.toString(), folder.resolve("podseg").toString());
    }

    private static String state(String id, String annotations) {
        return "{\"ociVersion\":\"1.0.2-dev\",\"id\":\"" + id
                + "\",\"status\":\"creating\",\"pid\":1,\"bundle\":\"/b\",\"annotations\":{" + annotations + "}}";
    }
}
