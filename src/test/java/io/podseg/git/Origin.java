package io.podseg.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** A repository that somebody pushes to: {@code site.git} and a working copy of it. */
public final class Origin {
    static final String NETWORK = """
            apiVersion: podseg.io/v1alpha1
            kind: Network
            metadata: {name: NAME}
            """;

    final Path folder;

    private Origin(Path folder) {
        this.folder = folder;
    }

    /** In place of a repository that has not been made yet. */
    static Origin nowhere() {
        return new Origin(Path.of("/nowhere"));
    }

    /** An empty repository with the branch main. */
    public static Origin in(Path folder, String... options) {
        Origin origin = new Origin(folder);
        List<String> init = new ArrayList<>(List.of("init", "--quiet", "--bare", "--initial-branch=main"));
        init.addAll(List.of(options));
        init.add(folder.resolve("site.git").toString());
        git(folder, init.toArray(String[]::new));
        init.remove("--bare");
        init.set(init.size() - 1, origin.work().toString());
        git(folder, init.toArray(String[]::new));
        origin.git("remote", "add", "origin", origin.bare().toString());
        origin.git("config", "user.name", "Ann");
        origin.git("config", "user.email", "ann@example.org");
        return origin;
    }

    public Path bare() {
        return folder.resolve("site.git");
    }

    Path work() {
        return folder.resolve("work");
    }

    public String url() {
        return "file://" + bare();
    }

    public Origin write(String name, String text) {
        try {
            Path file = work().resolve(name);
            Files.createDirectories(file.getParent() == null ? work() : file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Origin network(String file, String name) {
        return write(file, NETWORK.replace("NAME", name));
    }

    public Origin link(String name, String target) {
        try {
            Files.createSymbolicLink(work().resolve(name), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits all there is and pushes it. */
    public String push(String... options) {
        git("add", "-A");
        List<String> commit = new ArrayList<>(List.of("commit", "--quiet", "--allow-empty", "-m", "Change"));
        commit.addAll(List.of(options));
        git(commit.toArray(String[]::new));
        git("push", "--quiet", "--force", "origin", "HEAD");
        return head();
    }

    String head() {
        return git("rev-parse", "HEAD").strip();
    }

    /** Git in the working copy. */
    String git(String... words) {
        return git(work(), words);
    }

    static String git(Path folder, String... words) {
        List<String> all = new ArrayList<>(List.of("git"));
        all.addAll(List.of(words));
        return run(folder, all);
    }

    /** A program that must succeed; its output. */
    public static String run(Path folder, List<String> words) {
        try {
            Files.createDirectories(folder);
            Path out = Files.createTempFile(folder, "out", ".txt");
            ProcessBuilder builder = new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
            builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
            builder.environment().put("GNUPGHOME", folder.resolve("gnupg").toString());
            int exit = builder.start().waitFor();
            String said = Files.readString(out, StandardCharsets.UTF_8);
            Files.delete(out);
            if (exit != 0) {
                throw new IllegalStateException(words + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces a file of the bare repository. */
    void spoil(String name, String text) throws IOException {
        Path file = bare().resolve(name);
        Files.copy(Files.writeString(folder.resolve("spoilt"), text), file, StandardCopyOption.REPLACE_EXISTING);
    }
}
