package io.podseg.host.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.reconcile.HookPort.Part;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PodFilters;
import io.podseg.reconcile.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstalledHookTest {
    private static final Path PROGRAMS = Path.of("src/main/dist/bin");
    private static final String OURS =
            "{\"id\":\"abc\",\"annotations\":{\"io.podseg.layer\":\"pod\",\"io.podseg.pod\":\"web\"}}";

    @TempDir
    private Path folder;

    private HookPlaces places;
    private RuntimeFolder runtime;
    private InstalledHook hook;
    private String said = "_trial loaded";

    @BeforeEach
    void host() throws IOException {
        places = places(Optional.empty());
        Files.createDirectories(folder.resolve("etc/containers.conf.d"));
        runtime = new RuntimeFolder(places.runtime(), new None());
        hook = new InstalledHook(places, PROGRAMS, runtime, this::trial);
    }

    private HookPlaces places(Optional<Path> alone) {
        return new HookPlaces(
                folder.resolve("state/hook"),
                folder.resolve("etc/oci/hooks.d"),
                folder.resolve("etc/containers.conf.d"),
                List.of(
                        folder.resolve("usr.conf"),
                        folder.resolve("etc/containers.conf"),
                        folder.resolve("etc/containers.conf.d")),
                alone,
                Optional.empty(),
                folder.resolve("run"),
                Optional.empty());
    }

    private Optional<String> trial(InstalledHook.Made made) throws HostException {
        made.infra("abc");
        try {
            if (!said.isEmpty()) {
                Files.writeString(folder.resolve("run/ran/abc"), said + "\n");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Optional.empty();
    }

    @Test
    void whatIsInstalledIsInPlaceAndGoesAsItCame() throws HostException, IOException {
        write("etc/containers.conf", "[engine]\nhooks_dir = ['/own']\n");
        List<String> before = everything();
        assertThat(hook.problem()).contains("the hook is not installed");
        assertThat(hook.look().installed()).isFalse();

        assertThat(hook.install()).hasSize(3);

        assertThat(hook.problem()).isEmpty();
        assertThat(hook.install()).isEmpty();
        assertThat(Files.readString(places.dropIn()))
                .endsWith("hooks_dir = ['/own', '" + folder + "/etc/oci/hooks.d']\n");
        assertThat(HooksDir.effective(places, false)).containsExactly("/own", folder + "/etc/oci/hooks.d");
        assertThat(hook.uninstall()).hasSize(4);
        assertThat(hook.uninstall()).isEmpty();
        assertThat(everything()).containsExactlyElementsOf(before);
    }

    @Test
    void podmansDefaultIsKeptWhereNobodySaysAnything() throws HostException {
        hook.install();
        assertThat(HooksDir.effective(places, false)).containsExactly(HooksDir.DEFAULT, folder + "/etc/oci/hooks.d");
    }

    @Test
    void aFolderThatIsListedAlreadyNeedsNoFileOfPodsegs() throws HostException, IOException {
        write("etc/containers.conf", "[engine]\nhooks_dir = [\"" + folder + "/etc/oci/hooks.d\"]\n");
        hook.install();
        assertThat(hook.problem()).isEmpty();
        assertThat(places.dropIn()).doesNotExist();
    }

    @Test
    void aFileThatComesLaterIsNamed() throws HostException, IOException {
        write("etc/containers.conf.d/zzz.conf", "[engine]\nhooks_dir = []\n");
        assertThatThrownBy(hook::install).isInstanceOf(HostException.class).hasMessageContaining("zzz.conf");
        assertThat(hook.problem().orElse("")).contains("is not in Podman's hooks_dir", "zzz.conf");
    }

    /** Of two hooks with one name Podman runs that of the later folder alone. */
    @Test
    void aHookOfTheSameNameInALaterFolderIsFound() throws HostException, IOException {
        Path earlier = Files.createDirectories(folder.resolve("earlier"));
        Path later = Files.createDirectories(folder.resolve("later"));
        write(
                "etc/containers.conf",
                "[engine]\nhooks_dir = ['" + earlier + "', '" + places.hooks() + "', '" + places.hooks() + "/', '"
                        + later + "']\n");
        hook.install();
        write("earlier/podseg.json", "{}");
        assertThat(hook.problem()).isEmpty();
        write("later/podseg.json", "{}");
        assertThat(hook.problem().orElse(""))
                .contains("reads " + later.resolve("podseg.json") + " in place of " + places.json());
        assertThat(hook.look().parts())
                .filteredOn(part -> part.problem().isPresent())
                .singleElement()
                .extracting(Part::remedy)
                .asString()
                .contains("remove " + later.resolve("podseg.json"));
    }

    @Test
    void entriesThatCameSinceAreNotLeftOut() throws HostException, IOException {
        hook.install();
        write("etc/containers.conf", "[engine]\nhooks_dir = ['/new']\n");
        assertThat(hook.problem().orElse("")).contains("leaves out what other files have");
        hook.install();
        assertThat(hook.problem()).isEmpty();
        assertThat(HooksDir.effective(places, false)).containsExactly("/new", folder + "/etc/oci/hooks.d");
    }

    @Test
    void settingsOfTheEnvironmentAreTheUsersToChange() throws HostException, IOException {
        Path own = folder.resolve("own.conf");
        write("own.conf", "[containers]\n");
        places = places(Optional.of(own));
        hook = new InstalledHook(places, PROGRAMS, runtime, this::trial);
        assertThatThrownBy(hook::install).isInstanceOf(HostException.class).hasMessageContaining("$CONTAINERS_CONF");
        assertThat(places.dropIn()).doesNotExist();
        write("own.conf", "[engine]\nhooks_dir = ['" + places.hooks() + "']\n");
        hook.install();
        assertThat(hook.problem()).isEmpty();
    }

    @Test
    void everythingThatMayGoWrongWithAFileIsFound() throws HostException, IOException {
        hook.install();
        write("state/hook/podseg-hook", "exit 42\n");
        assertThat(problem("program")).contains(places.program() + " is not what was installed");
        Files.delete(places.program());
        assertThat(problem("program")).contains(places.program() + " is missing");
        hook.install();
        Files.setPosixFilePermissions(places.program(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(problem("program")).contains(places.program() + " can be written by others");
        hook.install();
        Files.setPosixFilePermissions(places.programs(), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(problem("program").orElse("")).contains("can be written by others");
        Files.setPosixFilePermissions(places.programs(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(places.json(), "unix:uid", 12345);
        assertThat(problem("json")).contains(places.json() + " belongs to somebody else");
        Files.delete(places.json());
        assertThat(problem("json")).contains(places.json() + " is missing");
        Files.createDirectory(places.json());
        assertThat(problem("json").orElse("")).contains("cannot be read");
        Files.delete(places.json());
        Files.delete(places.dropIn());
        assertThat(problem("hooks_dir").orElse("")).contains("is not in Podman's hooks_dir");
        Files.setPosixFilePermissions(folder.resolve("run/pods"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(problem("runtime").orElse("")).contains("can be written by others");
        Files.setPosixFilePermissions(folder.resolve("run/pods"), PosixFilePermissions.fromString("rwx------"));
        hook.install();
        assertThat(hook.problem()).isEmpty();
    }

    @Test
    void whoeverWatchesIsToldOfAChangeAndOfItsRepair() throws Exception {
        hook.install();
        LinkedBlockingQueue<Trigger> told = new LinkedBlockingQueue<>();
        AutoCloseable watch = new HookWatch(hook, Duration.ofMillis(5)).start(told::add);
        Files.delete(places.program());
        assertThat(told.poll(1, TimeUnit.MINUTES)).isEqualTo(Trigger.HOOK);
        hook.install();
        assertThat(told.poll(1, TimeUnit.MINUTES)).isEqualTo(Trigger.HOOK);
        watch.close();
    }

    @Test
    void onlyAContainerThatHasItsRulesIsAProof() throws HostException {
        hook.install();
        assertThat(hook.prove()).isEmpty();
        said = "";
        assertThat(hook.prove().orElse("")).contains("did not run the hook", "restart it");
        said = "_trial closed no ruleset";
        assertThat(hook.prove().orElse("")).contains("did not load the rules");
        assertThat(folder.resolve("run/ids")).isEmptyDirectory();
        assertThat(folder.resolve("run/pods")).isEmptyDirectory();
        assertThat(folder.resolve("run/ran")).isEmptyDirectory();
    }

    @Test
    void theHookHasAnEnvironmentOfItsOwnAndAPathThatIsNeverMissing() throws HostException, IOException {
        hook.install();
        JsonNode json = json();
        assertThat(json.at("/hook/path").asText()).isEqualTo("/bin/sh");
        assertThat(texts(json.at("/hook/env"))).allMatch(entry -> entry.matches("(PATH|LC_ALL)=[A-Za-z/:]+"));
        assertThat(json.at("/when/always").asBoolean()).isTrue();
        assertThat(texts(json.at("/stages"))).containsExactly("createContainer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "if", "exit 0", "exit 1", "exit 127", "kill -9 $$"})
    void aBrokenProgramStopsPodsegsContainersAndNobodyElses(String program) throws Exception {
        hook.install();
        write("state/hook/podseg-hook", program);
        brokenFor(OURS);
    }

    /** It is read by a shell, so that a lost right to execute it opens nothing and stops nobody. */
    @Test
    void aProgramThatMayNotBeExecutedRuns() throws Exception {
        hook.install();
        Files.setPosixFilePermissions(places.program(), PosixFilePermissions.fromString("rw-------"));

        assertThat(hook.problem()).isEmpty();
        Exited end = bootstrap(OURS);
        assertThat(end.exit()).as(end.stderr()).isZero();
        assertThat(runtime.receipt("abc").orElse("")).startsWith("web closed");
    }

    @Test
    void aMissingProgramStopsPodsegsContainersAndNobodyElses() throws Exception {
        hook.install();
        Files.delete(places.program());
        brokenFor(OURS);
    }

    private void brokenFor(String ours) throws Exception {
        Exited end = bootstrap(ours);
        assertThat(end.exit()).isEqualTo(1);
        assertThat(end.stderr()).contains("is missing or broken", "podseg hook install");
        assertThat(bootstrap("{\"id\":\"abc\",\"annotations\":{\"a\":\"b\"}}").exit())
                .as("others")
                .isZero();
        assertThat(bootstrap("{}").exit()).as("others").isZero();
        assertThat(bootstrap("").exit()).as("others").isZero();
        runtime.bind("web", "abc");
        assertThat(bootstrap("{\n  \"id\": \"abc\",\n  \"annotations\": {}\n}").exit())
                .as("an infra container")
                .isEqualTo(1);
    }

    /** Runs the hook as Podman's runtime does. */
    private Exited bootstrap(String state) throws Exception {
        List<String> words = new ArrayList<>(texts(json().at("/hook/args")));
        words.set(0, json().at("/hook/path").asText());
        try (NewNamespace namespace = NewNamespace.open()) {
            return namespace.run(state, words.toArray(String[]::new));
        }
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(places.json().toFile());
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private Optional<String> problem(String part) throws HostException {
        assertThat(hook.problem()).isPresent();
        return hook.look().parts().stream()
                .filter(each -> each.id().equals(part))
                .map(Part::problem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private List<String> everything() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    /** No pod runs here. */
    private static final class None implements PodFilters {
        @Override
        public NetfilterPort in(long process) {
            throw new AssertionError("no pod runs here");
        }

        @Override
        public void retain(Set<Long> processes) {}
    }
}
