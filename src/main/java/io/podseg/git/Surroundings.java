package io.podseg.git;

import io.podseg.reconcile.GitUrl;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The environment that Git and what it starts are given: no configuration of the system, of a user or of a repository, one
 * transport, no question to anybody. Secrets are not in it, only the paths of the files that hold them.
 */
final class Surroundings {
    /** A proxy, trusted certificates and where programs are: what an administrator sets for all programs. */
    private static final List<String> TAKEN_OVER = List.of(
            "PATH",
            "http_proxy",
            "https_proxy",
            "HTTPS_PROXY",
            "all_proxy",
            "ALL_PROXY",
            "no_proxy",
            "NO_PROXY",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR");

    private final Repository repository;
    private final Map<String, String> own;
    private final List<String[]> settings = new ArrayList<>();

    private Surroundings(Repository repository, Map<String, String> own) {
        this.repository = repository;
        this.own = own;
    }

    /**
     * The environment.
     *
     * @param own podseg's
     * @param home an empty folder
     * @throws SourceException where a file with credentials cannot be read, or cannot be named to Git
     */
    static Map<String, String> of(Repository repository, Map<String, String> own, Path home) throws SourceException {
        return new Surroundings(repository, own).all(home);
    }

    private Map<String, String> all(Path home) throws SourceException {
        Map<String, String> all = new LinkedHashMap<>();
        TAKEN_OVER.forEach(name -> Optional.ofNullable(own.get(name)).ifPresent(value -> all.put(name, value)));
        all.put("LC_ALL", "C");
        all.put("HOME", home.toString());
        all.put("GNUPGHOME", home.resolve(".gnupg").toString());
        all.put("GIT_CONFIG_NOSYSTEM", "1");
        all.put("GIT_CONFIG_GLOBAL", "/dev/null");
        all.put("GIT_ATTR_NOSYSTEM", "1");
        all.put("GIT_TERMINAL_PROMPT", "0");
        all.put("GIT_ASKPASS", "/bin/false");
        all.put("GIT_NO_REPLACE_OBJECTS", "1");
        all.put("GIT_ALLOW_PROTOCOL", repository.url().scheme().text());
        if (repository.url().scheme() == GitUrl.Scheme.SSH) {
            all.put("GIT_SSH_VARIANT", "ssh");
            all.put("GIT_SSH_COMMAND", ssh());
            if (repository.access().sshKey().isEmpty() && own.containsKey("SSH_AUTH_SOCK")) {
                all.put("SSH_AUTH_SOCK", own.getOrDefault("SSH_AUTH_SOCK", ""));
            }
        }
        settings();
        for (int index = 0; index < settings.size(); index++) {
            all.put("GIT_CONFIG_KEY_" + index, settings.get(index)[0]);
            all.put("GIT_CONFIG_VALUE_" + index, settings.get(index)[1]);
        }
        all.put("GIT_CONFIG_COUNT", String.valueOf(settings.size()));
        return all;
    }

    private void set(String key, String value) {
        settings.add(new String[] {key, value});
    }

    private void settings() throws SourceException {
        set("core.hooksPath", "/dev/null");
        set("core.fsmonitor", "false");
        set("core.attributesFile", "/dev/null");
        set("fetch.fsckObjects", "true");
        set("fetch.unpackLimit", "1");
        set("fetch.recurseSubmodules", "false");
        set("gc.auto", "0");
        set("maintenance.auto", "false");
        set("http.lowSpeedLimit", "1");
        set("http.lowSpeedTime", "30");
        set("gpg.program", "gpg");
        set("gpg.ssh.program", "ssh-keygen");
        set("gpg.x509.program", "/bin/false");
        set("credential.helper", "");
        if (repository.access().credentials().isPresent()
                && !repository.url().base().isEmpty()) {
            set("credential." + repository.url().base() + ".helper", helper());
        }
        if (repository.access().authority().isPresent()) {
            set(
                    "http.sslCAInfo",
                    readable("--git-ca", repository.access().authority().get()));
        }
        if (repository.signers().ssh().isPresent()) {
            set(
                    "gpg.ssh.allowedSignersFile",
                    readable("--git-allowed-signers", repository.signers().ssh().get()));
        }
    }

    /**
     * Reads only: Git tells its helpers to forget what a server has refused, and the file is the user's. A name and a password
     * are for the one server that they are set for, wherever that may redirect to.
     */
    private String helper() throws SourceException {
        Path given = repository.access().credentials().orElseThrow();
        String start = "!f() { test \"$1\" = get || exit 0; ";
        if (Files.isDirectory(given)) {
            String name = quoted(readable("--git-credentials", given.resolve("username")));
            String password = quoted(readable("--git-credentials", given.resolve("password")));
            return start + "printf 'username=%s\\npassword=%s\\n' \"$(cat " + name + ")\" \"$(cat " + password
                    + ")\"; }; f";
        }
        return start + "exec git credential-store --file=" + quoted(readable("--git-credentials", given))
                + " get; }; f";
    }

    private String ssh() throws SourceException {
        List<String> words = new ArrayList<>(List.of("ssh", "-F", "/dev/null"));
        List<String> options = new ArrayList<>(List.of(
                "BatchMode=yes",
                "StrictHostKeyChecking=yes",
                "UpdateHostKeys=no",
                "PreferredAuthentications=publickey",
                "ForwardAgent=no",
                "ForwardX11=no",
                "ClearAllForwardings=yes",
                "PermitLocalCommand=no",
                "ControlMaster=no",
                "ControlPath=none",
                "ConnectTimeout=15",
                "ServerAliveInterval=10",
                "ServerAliveCountMax=3",
                "LogLevel=ERROR"));
        if (repository.access().sshKey().isPresent()) {
            options.add("IdentitiesOnly=yes");
            options.add("IdentityAgent=none");
            options.add("IdentityFile="
                    + named("--git-ssh-key", repository.access().sshKey().get()));
        }
        if (repository.access().knownHosts().isPresent()) {
            options.add("GlobalKnownHostsFile=/dev/null");
            options.add("UserKnownHostsFile="
                    + named(
                            "--git-known-hosts",
                            repository.access().knownHosts().get()));
        }
        options.forEach(option -> words.addAll(List.of("-o", quoted(option))));
        return String.join(" ", words);
    }

    /** A path as ssh_config(5) takes it: in quotes, and without what it would replace by something else. */
    private static String named(String option, Path path) throws SourceException {
        String text = readable(option, path);
        if (text.chars().anyMatch(c -> c == '"' || c == '$' || c == '\\' || c < ' ')) {
            throw new SourceException(option + ": ssh cannot be told a path with a quote, $ or backslash in it");
        }
        return '"' + text.replace("%", "%%") + '"';
    }

    private static String readable(String option, Path path) throws SourceException {
        Path file = path.toAbsolutePath();
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new SourceException(option + ": " + Plain.of(file.toString()) + " is no file that can be read");
        }
        return file.toString();
    }

    /** One word for the shell that Git starts. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
