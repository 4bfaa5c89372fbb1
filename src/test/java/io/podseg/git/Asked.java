package io.podseg.git;

import io.podseg.host.exec.ProcessRunner;
import io.podseg.manifest.KeptReader;
import io.podseg.reconcile.GitUrl;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.SourceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What somebody asks of a repository. */
public record Asked(String url, String ref, String path, Repository.Access access, Repository.Signers signers) {
    static Asked of(String url) {
        return new Asked(url, "HEAD", "", Repository.Access.NONE, Repository.Signers.NONE);
    }

    Asked ref(String other) {
        return new Asked(url, other, path, access, signers);
    }

    Asked path(String other) {
        return new Asked(url, ref, other, access, signers);
    }

    Asked access(Repository.Access other) {
        return new Asked(url, ref, path, other, signers);
    }

    Asked signers(Repository.Signers other) {
        return new Asked(url, ref, path, access, other);
    }

    Repository repository() {
        return new Repository(GitUrl.of(url, false), ref, path, access, signers, Duration.ofSeconds(100));
    }

    /** A source with a state folder. */
    GitSource source(Path state) {
        return new GitSource(repository(), state, new KeptReader(), Asked::runner, environment());
    }

    Loaded load(Path state) throws SourceException {
        return source(state).load();
    }

    /** Why it cannot be had. */
    static String problem(ManifestSource source) {
        try {
            return "loaded " + source.load().revision();
        } catch (SourceException e) {
            return String.valueOf(e.getMessage());
        }
    }

    String problem(Path state) {
        return problem(source(state));
    }

    /** Runs programs in these environments. */
    public static ProcessRunner runner(Map<String, String> environment, Duration limit) {
        return new ProcessRunner(new ProcessRunner.Terms(
                limit, Optional.of(environment), StandardCharsets.ISO_8859_1, 64 * 1024 * 1024));
    }

    /** A hostile one: what must not reach Git is in it. */
    private static Map<String, String> environment() {
        Map<String, String> all = new TreeMap<>(System.getenv());
        all.put("GIT_DIR", "/nowhere");
        all.put("GIT_SSH_COMMAND", "false");
        all.put("GIT_CONFIG_COUNT", "1");
        all.put("GIT_CONFIG_KEY_0", "core.sshCommand");
        all.put("GIT_CONFIG_VALUE_0", "false");
        return all;
    }
}
