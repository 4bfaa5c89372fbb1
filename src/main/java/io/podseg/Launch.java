package io.podseg;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What must be known of the command line before the frameworks start, and before it is parsed. */
final class Launch {
    /** Options with a value in the next word: that word is no command. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-f",
            "--filename",
            "--git",
            "--ref",
            "--path",
            "--git-credentials",
            "--git-ca",
            "--git-ssh-key",
            "--git-known-hosts",
            "--git-allowed-signers",
            "--git-gpg-keyring",
            "--git-timeout",
            "--connection",
            "--state-dir",
            "--status-dir",
            "-o",
            "--output");

    private static final String LISTEN = "--listen";
    private static final String LOG_FORMAT = "--log-format";
    private static final String HELP = "--help";

    private Launch() {}

    /** Whether this is the command that stays. */
    static boolean isController(String... arguments) {
        List<String> words = List.of(arguments);
        if (words.contains(HELP) || words.contains("-h")) {
            return false;
        }
        boolean value = false;
        for (String word : words) {
            if (value) {
                value = false;
            } else if (word.startsWith("-")) {
                value = WITH_VALUE.contains(word);
            } else {
                return word.equals("run");
            }
        }
        return false;
    }

    /**
     * Settings of the log that follow from {@code --log-format text|json} and {@code -v}; JSON where nobody reads it.
     *
     * @param terminal whether the log goes to a terminal
     */
    static Map<String, String> logging(boolean terminal, String... arguments) {
        Map<String, String> settings = new TreeMap<>();
        if (!isController(arguments)) {
            return settings;
        }
        String format = value(LOG_FORMAT, arguments);
        boolean json = format.equalsIgnoreCase("json") || format.isEmpty() && !terminal;
        settings.put("quarkus.log.console.json.enabled", Boolean.toString(json));
        List<String> words = List.of(arguments);
        boolean verbose = words.contains("-v") || words.contains("--verbose");
        settings.put("quarkus.log.category.\"io.podseg\".level", verbose ? "DEBUG" : "INFO");
        return settings;
    }

    private static String value(String option, String... arguments) {
        String value = "";
        for (int index = 0; index < arguments.length; index++) {
            if (arguments[index].startsWith(option + "=")) {
                value = arguments[index].substring(option.length() + 1);
            } else if (arguments[index].equals(option) && index + 1 < arguments.length) {
                value = arguments[index + 1];
            }
        }
        return value;
    }

    /** Settings of the HTTP server that follow from {@code --listen ADDRESS:PORT}; {@code none} serves nothing. */
    static Map<String, String> listening(String... arguments) {
        Map<String, String> settings = new TreeMap<>();
        if (!isController(arguments)) {
            return settings;
        }
        String value = value(LISTEN, arguments);
        int colon = value.lastIndexOf(':');
        if (value.equals("none")) {
            settings.put("quarkus.http.host-enabled", "false");
        } else if (colon > 0) {
            String host = value.substring(0, colon);
            settings.put("quarkus.http.host", host.replace("[", "").replace("]", ""));
            settings.put("quarkus.http.port", value.substring(colon + 1));
        }
        return settings;
    }
}
