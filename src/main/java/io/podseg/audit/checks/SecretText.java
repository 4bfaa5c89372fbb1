package io.podseg.audit.checks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a text is a secret, by what it is called and how it looks. */
final class SecretText {
    private static final Pattern NAME = Pattern.compile("(^|.*[_.-])("
            + "pass|passwd|password|passphrase|pwd|secret|token|apikey|api[_.-]key|access[_.-]key|secret[_.-]key|private[_.-]key"
            + "|encryption[_.-]key|signing[_.-]key|credentials?|auth[_.-]key|dsn)([_.-]?[0-9]+)?");

    /** As in {@code dbPassword}. */
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    /** A value that only says where the secret is, or is none. Asterisks are what Podman shows of its own secrets. */
    private static final Pattern NO_SECRET =
            Pattern.compile("\\s*|\\*+|/[^\\s]*|true|false|yes|no|none|null|\\$\\([A-Za-z0-9_]+\\)|\\$\\{[^}]*}");

    private static final List<Look> LOOKS = List.of(
            new Look("a private key", Pattern.compile("-----BEGIN ([A-Z0-9]{1,16} ){0,4}PRIVATE KEY( BLOCK)?-----")),
            new Look("an access key of AWS", Pattern.compile("(?<![A-Z0-9])(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])")),
            new Look("a token of GitHub", Pattern.compile("(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})")),
            new Look("a token of GitLab", Pattern.compile("glpat-[A-Za-z0-9_-]{20}")),
            new Look("a token of Slack", Pattern.compile("xox[abprs]-[A-Za-z0-9-]{10,}")),
            new Look("a key of Stripe", Pattern.compile("[rs]k_live_[A-Za-z0-9]{20,}")),
            new Look("a key of Google", Pattern.compile("AIza[A-Za-z0-9_-]{35}")),
            new Look(
                    "a signed token (JWT)",
                    Pattern.compile(
                            "(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}")),
            new Look(
                    "a URL with a password",
                    Pattern.compile("[a-z][a-z0-9+.-]{1,20}://[^\\s:@/]{0,64}:(?!\\$[({])[^\\s:@/]{1,128}@[^\\s/]")));

    /** Longer texts are looked at so far. */
    private static final int LONGEST = 64 * 1024;

    private SecretText() {}

    private record Look(String what, Pattern pattern) {}

    /** What it seems to be; the value itself is never part of it. */
    static Optional<String> of(String name, String value) {
        String text = value.length() > LONGEST ? value.substring(0, LONGEST) : value;
        for (Look look : LOOKS) {
            if (look.pattern().matcher(text).find()) {
                return Optional.of(look.what());
            }
        }
        String plain = HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
        return NAME.matcher(plain).matches() && !NO_SECRET.matcher(text).matches()
                ? Optional.of("a secret by its name")
                : Optional.empty();
    }
}
