package io.podseg.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Diagnostic;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.ManifestSource.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Git on repositories in files. */
final class GitSourceTest {
    @TempDir
    private Path temp = Path.of("");

    private Path state = Path.of("");
    private Origin origin = Origin.nowhere();

    @BeforeEach
    void repository() {
        origin = Origin.in(temp);
        state = temp.resolve("state dir's");
    }

    private static List<String> networks(Loaded loaded) {
        return loaded.declarations().networks().stream()
                .map(network -> network.key().name())
                .sorted()
                .toList();
    }

    private static Object network(Loaded loaded, String name) {
        return loaded.declarations().networks().stream()
                .filter(network -> network.key().name().equals(name))
                .map(network -> network.object())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(Loaded loaded) {
        return loaded.files().stream().map(SourceFile::name).toList();
    }

    private static List<String> problems(Loaded loaded) {
        return loaded.diagnostics().stream().map(Diagnostic::toString).toList();
    }

    @Test
    void theBranchTheTagTheCommitAndWhatTheServerCallsItsOwn() throws Exception {
        String first = origin.network("net.yaml", "one").push();
        origin.git("tag", "v1");
        origin.git("tag", "-a", "-m", "annotated", "v1-annotated");
        origin.git("push", "--quiet", "--tags", "origin");
        origin.git("checkout", "--quiet", "-b", "feature/x");
        String second = origin.network("net.yaml", "two").push();
        origin.git("checkout", "--quiet", "main");
        String third = origin.network("net.yaml", "three").push();
        Asked asked = Asked.of(origin.url());
        assertThat(asked.load(state).revision()).isEqualTo(third);
        assertThat(networks(asked.load(state))).containsExactly("three");
        assertThat(asked.ref("main").load(state).revision()).isEqualTo(third);
        assertThat(asked.ref("refs/heads/main").load(state).revision()).isEqualTo(third);
        assertThat(asked.ref("feature/x").load(state).revision()).isEqualTo(second);
        assertThat(asked.ref("v1").load(state).revision()).isEqualTo(first);
        assertThat(asked.ref("v1-annotated").load(state).revision()).isEqualTo(first);
        assertThat(networks(asked.ref(first).load(state))).containsExactly("one");
        assertThat(asked.ref(second).load(temp.resolve("fresh")).revision()).isEqualTo(second);
    }

    @Test
    void whatIsPushedIsFollowedAndOnlyTheNewestCommitIsKept() throws Exception {
        origin.network("net.yaml", "one").push();
        GitSource source = Asked.of(origin.url()).ref("main").source(state);
        Loaded before = source.load();
        assertThat(source.load()).as("nothing new, nothing read").isSameAs(before);
        origin.network("net.yaml", "two").push();
        String newest = origin.network("more.yaml", "three").push();
        assertThat(source.load().revision()).isEqualTo(newest);
        assertThat(networks(source.load())).containsExactly("three", "two");
        Object kept = network(source.load(), "two");
        origin.network("more.yaml", "four").push();
        assertThat(network(source.load(), "two")).as("not parsed again").isSameAs(kept);
        assertThat(copy("rev-list", "--count", "refs/podseg/fetched").strip()).isEqualTo("1");
        assertThat(copy("for-each-ref").lines()).hasSize(1);
    }

    private String copy(String... words) throws IOException {
        try (Stream<Path> caches = Files.list(state.resolve("git"))) {
            Path repository = caches.findFirst().orElseThrow().resolve("repo.git");
            String[] all = Stream.concat(Stream.of("--git-dir=" + repository), Stream.of(words))
                    .toArray(String[]::new);
            return Origin.git(temp, all);
        }
    }

    @Test
    void aHistoryThatWasRewrittenIsFollowed() throws Exception {
        origin.network("net.yaml", "one").push();
        GitSource source = Asked.of(origin.url()).ref("main").source(state);
        source.load();
        String rewritten = origin.network("net.yaml", "two").push("--amend");
        assertThat(source.load().revision()).isEqualTo(rewritten);
        assertThat(networks(source.load())).containsExactly("two");
    }

    @Test
    void partsOfARepository() throws Exception {
        origin.network("other/net.yaml", "other");
        origin.network("deploy/host1/a/net.yml", "one");
        origin.network("deploy/host1/.hidden/net.yaml", "hidden");
        origin.write("deploy/host1/README.md", "words");
        origin.push();
        Asked asked = Asked.of(origin.url());
        Loaded loaded = asked.path("./deploy//host1/").load(state);
        assertThat(names(loaded)).containsExactly("deploy/host1/a/net.yml");
        assertThat(networks(asked.path("other/net.yaml").load(state))).containsExactly("other");
        assertThat(networks(asked.load(state))).containsExactly("one", "other");
        assertThat(problems(asked.path("gone").load(state)))
                .containsExactly("gone:1:1: there is no such file or folder in the repository");
    }

    @Test
    void problemsAreNamedByTheirPlaceInTheRepository() throws Exception {
        origin.write("deploy/bad.yaml", "apiVersion: podseg.io/v1alpha1\nkind: Netwrok\nmetadata: {name: x}\n");
        origin.push();
        assertThat(problems(Asked.of(origin.url()).path("deploy").load(state)))
                .singleElement()
                .asString()
                .startsWith("deploy/bad.yaml:2:1: kind Netwrok");
    }

    @Test
    void anEmptyFolderIsAnErrorAndNotAWishForNothing() throws Exception {
        String commit = origin.write("README.md", "words").push();
        assertThat(problems(Asked.of(origin.url()).load(state)))
                .containsExactly("the repository:1:1: no manifests found at commit " + commit
                        + "; to remove everything, use: podseg destroy");
    }

    @Test
    void linksStayInTheRepository() throws Exception {
        Path secret = Files.writeString(temp.resolve("secret.yaml"), Origin.NETWORK.replace("NAME", "secret"));
        origin.network("common/net.yaml", "common").network("deploy/own.yaml", "own");
        origin.link("deploy/shared", "../common").link("deploy/again.yaml", "own.yaml");
        origin.link("deploy/out.yaml", secret.toString()).link("deploy/up.yaml", "../../secret.yaml");
        origin.link("deploy/loop.yaml", "loop.yaml").link("deploy/tool", "/usr/bin/tool");
        origin.link("way", "deploy");
        origin.push();
        Loaded loaded = Asked.of(origin.url()).path("way").load(state);
        assertThat(networks(loaded)).containsExactly("common", "own");
        String refused = ":1:1: this link leads to nothing in the repository and is not followed";
        assertThat(problems(loaded))
                .containsExactly("way/loop.yaml" + refused, "way/out.yaml" + refused, "way/up.yaml" + refused);
    }

    @Test
    void filesOfOddSizeAndContent() throws Exception {
        origin.network("net.yaml", "one").write("big.yaml", "#".repeat(10 * 1024 * 1024 + 1));
        Files.write(origin.work().resolve("latin.yaml"), new byte[] {'#', (byte) 0xe4, '\n'});
        Files.createDirectories(origin.work().resolve("dir\nline"));
        origin.network("dir\nline/a b\u202e.yaml", "odd");
        origin.push();
        Loaded loaded = Asked.of(origin.url()).load(state);
        assertThat(names(loaded)).containsExactly("dir\\nline/a b\\u202e.yaml", "net.yaml");
        assertThat(problems(loaded))
                .containsExactly(
                        "big.yaml:1:1: the file is larger than 10485760 bytes",
                        "latin.yaml:1:1: the file is not UTF-8 text");
    }

    @Test
    void nothingOfTheRepositoryRuns() throws Exception {
        Path trap = temp.resolve("sprung");
        origin.write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ext::sh -c touch% " + trap + "\n");
        origin.write(".lfsconfig", "[lfs]\n\turl = http://127.0.0.1:1/\n");
        origin.network("net.yaml", "one");
        origin.git("add", "-A");
        origin.write(
                ".gitattributes", "*.yaml filter=trap diff=trap text eol=crlf ident working-tree-encoding=UTF-16\n");
        Origin.git(origin.bare(), "config", "filter.trap.smudge", "touch " + trap);
        origin.git("update-index", "--add", "--cacheinfo", "100644," + blob(".gitattributes") + ",.gitattributes");
        origin.git("update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",x");
        origin.git("commit", "--quiet", "-m", "Trap");
        origin.git("push", "--quiet", "origin", "HEAD");
        String hook = "#!/bin/sh\ntouch '" + trap + "'\n";
        for (String name : List.of("post-checkout", "post-merge", "reference-transaction", "fsmonitor-watchman")) {
            Path file = Files.writeString(origin.bare().resolve("hooks").resolve(name), hook);
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        Loaded loaded = Asked.of(origin.url()).load(state);
        assertThat(trap).doesNotExist();
        assertThat(loaded.files())
                .as("as it was committed")
                .containsExactly(new SourceFile("net.yaml", Origin.NETWORK.replace("NAME", "one")));
        assertThat(problems(loaded))
                .containsExactly("x:1:1: warning: this is a submodule, which podseg does not fetch");
    }

    private String blob(String name) {
        return origin.git("hash-object", "-w", "--no-filters", name).strip();
    }

    @Test
    void whatIsNotThere() {
        origin.network("net.yaml", "one").push();
        Asked asked = Asked.of(origin.url());
        assertThat(asked.ref("gone").problem(state)).isEqualTo("there is no branch or tag gone in " + origin.url());
        assertThat(asked.ref(origin.head().substring(0, 12)).problem(state))
                .endsWith("; a commit is named with all its digits");
        assertThat(asked.ref("1".repeat(40)).problem(state))
                .isEqualTo("cannot fetch from " + origin.url()
                        + ": it has no such commit, or does not give out single commits: name a branch or tag");
        assertThat(Asked.of("file:///nowhere/x.git").problem(state))
                .startsWith("cannot fetch from file:///nowhere/x.git: '/nowhere/x.git' does not appear to be a git");
        origin.git("tag", "main");
        origin.git("push", "--quiet", "origin", "refs/tags/main");
        assertThat(asked.ref("main").problem(state))
                .contains("is both a branch and a tag")
                .contains("refs/heads/main");
    }

    @Test
    void anEmptyRepository() {
        assertThat(Asked.of(origin.url()).problem(state)).isEqualTo(origin.url() + " has no commit");
        assertThat(Asked.of(origin.url()).ref("main").problem(state)).startsWith("there is no branch or tag main");
    }

    @Test
    void aRepositoryThatBecomesGarbageAndIsMended() throws Exception {
        origin.network("net.yaml", "one").push();
        GitSource source = Asked.of(origin.url()).ref("main").source(state);
        Loaded good = source.load();
        Files.move(origin.bare(), temp.resolve("kept"));
        assertThat(Asked.problem(source)).startsWith("cannot fetch from ");
        Origin.git(temp, "init", "--quiet", "--bare", origin.bare().toString());
        assertThat(Asked.problem(source)).startsWith("there is no branch or tag main");
        origin.spoil("HEAD", "rubbish");
        assertThat(Asked.problem(source)).startsWith("cannot fetch from ");
        Origin.run(temp, List.of("rm", "-r", origin.bare().toString()));
        Files.move(temp.resolve("kept"), origin.bare());
        origin.spoil("refs/heads/main", "1".repeat(40) + "\n");
        assertThat(Asked.problem(source)).isNotEmpty().doesNotStartWith("loaded");
        origin.spoil("refs/heads/main", good.revision() + "\n");
        assertThat(source.load().revision()).isEqualTo(good.revision());
    }

    @Test
    void itsOwnCopyIsSpoiltLockedOrGone() throws Exception {
        String commit = origin.network("net.yaml", "one").push();
        Asked asked = Asked.of(origin.url()).ref("main");
        asked.load(state);
        Path copy = Path.of(copy("rev-parse", "--absolute-git-dir").strip());
        Files.writeString(copy.resolve("shallow.lock"), "");
        Files.writeString(copy.resolve("refs/podseg/fetched.lock"), "");
        commit = origin.network("net.yaml", "two").push();
        assertThat(asked.load(state).revision()).isEqualTo(commit);
        try (Stream<Path> packs = Files.list(copy.resolve("objects/pack"))) {
            for (Path pack : packs.toList()) {
                Files.delete(pack);
            }
        }
        assertThat(asked.load(state).revision()).isEqualTo(commit);
        Files.writeString(copy.resolve("config"), "[rubbish");
        assertThat(asked.load(state).revision()).isEqualTo(commit);
        Origin.run(temp, List.of("rm", "-r", state.toString()));
        assertThat(asked.load(state).revision()).isEqualTo(commit);
    }

    @Test
    void itsOwnCopyDoesNotGrowForEver() throws Exception {
        GitSource source = Asked.of(origin.url()).ref("main").source(state);
        for (int number = 0; number < 55; number++) {
            origin.network("net.yaml", "n" + number).push();
            source.load();
        }
        Path copy = Path.of(copy("rev-parse", "--absolute-git-dir").strip());
        try (Stream<Path> packs = Files.list(copy.resolve("objects/pack"))) {
            assertThat(packs.filter(file -> file.toString().endsWith(".pack"))).hasSizeLessThan(10);
        }
    }

    @Test
    void severalAtOnceDoNotDisturbEachOther() throws Exception {
        String commit = origin.network("net.yaml", "one").push();
        List<String> answers = Stream.generate(() -> Asked.of(origin.url()).source(state))
                .limit(4)
                .parallel()
                .map(Asked::problem)
                .toList();
        assertThat(answers).hasSize(4).containsOnly("loaded " + commit);
    }

    @Test
    void commitsWithSixtyFourDigits() throws Exception {
        Origin wide = Origin.in(temp.resolve("wide"), "--object-format=sha256");
        String commit = wide.network("net.yaml", "one").push();
        assertThat(commit).hasSize(64);
        assertThat(Asked.of(wide.url()).load(state).revision()).isEqualTo(commit);
        assertThat(Asked.of(wide.url()).ref(commit).load(temp.resolve("fresh")).revision())
                .isEqualTo(commit);
    }

    @Test
    void aStateFolderThatIsNone() throws Exception {
        origin.network("net.yaml", "one").push();
        Path file = Files.writeString(temp.resolve("file"), "");
        assertThat(Asked.of(origin.url()).problem(file)).startsWith("cannot use the folder for Git repositories: ");
    }
}
