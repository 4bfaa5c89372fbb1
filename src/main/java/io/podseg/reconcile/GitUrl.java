package io.podseg.reconcile;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Git repository is. Only what is listed here can be said: no other transport (gitremote-helpers(7) has some that run
 * programs), no word that a program could take for an option, and no password.
 *
 * @param text as it is given to Git and shown to users
 * @param scheme how it is reached
 * @param base scheme, host and port, for which credentials are; empty for files
 */
public record GitUrl(String text, Scheme scheme, String base) {
    private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/]*)(/.*)?");
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9][A-Za-z0-9.-]*|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern SCP =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*@([A-Za-z0-9][A-Za-z0-9.-]*):[^-:].*");
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

    /** How a repository is reached. */
    public enum Scheme {
        HTTPS,
        HTTP,
        SSH,
        FILE;

        /** Git's name of it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads a URL.
     *
     * @param insecure whether HTTP without encryption is accepted to other machines too
     * @throws IllegalArgumentException where it is none of those that can be used; the message never repeats it, since it may
     *     hold a password
     */
    public static GitUrl of(String text, boolean insecure) {
        if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '\\')) {
            throw refused("has a blank, a backslash or a control character in it");
        }
        Matcher url = URL.matcher(text);
        if (url.matches()) {
            return of(text, url.group(1), url.group(2), url.group(3) == null ? "" : url.group(3), insecure);
        }
        Matcher scp = SCP.matcher(text);
        if (scp.matches()) {
            return new GitUrl(text, Scheme.SSH, "ssh://" + scp.group(1));
        }
        throw refused("is none of https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH and file:///PATH");
    }

    private static GitUrl of(String text, String scheme, String authority, String path, boolean insecure) {
        return switch (scheme) {
            case "https", "http" -> web(text, scheme, authority, path, insecure);
            case "ssh" -> ssh(text, authority, path);
            case "file" -> {
                if (!authority.isEmpty() || path.length() < 2) {
                    throw refused("needs an absolute path behind file://, such as file:///srv/git/site.git");
                }
                yield new GitUrl(text, Scheme.FILE, "");
            }
            case "git" ->
                throw refused("names git://, which neither encrypts nor proves who answers; use https or ssh");
            default -> throw refused("has another scheme than https, ssh and file");
        };
    }

    private static GitUrl web(String text, String scheme, String authority, String path, boolean insecure) {
        if (authority.contains("@")) {
            throw refused("holds a user name or password; those belong into a file, see --git-credentials");
        }
        if (path.contains("?") || path.contains("#")) {
            throw refused("has a query or fragment, and may so hold a password; leave out what stands behind ? or #");
        }
        host(authority, path);
        if (scheme.equals("http") && !insecure && !LOOPBACK.matcher(authority).matches()) {
            throw refused("names http://, which anybody on the way can change; use https, or say --git-insecure-http");
        }
        return new GitUrl(text, scheme.equals("http") ? Scheme.HTTP : Scheme.HTTPS, scheme + "://" + authority);
    }

    private static GitUrl ssh(String text, String authority, String path) {
        int at = authority.lastIndexOf('@');
        String user = authority.substring(0, Math.max(0, at));
        if (user.contains(":")) {
            throw refused("holds a password; SSH is used with a key, see --git-ssh-key");
        }
        if (at >= 0 && !USER.matcher(user).matches()) {
            throw refused("has a user name that cannot be one");
        }
        host(authority.substring(at + 1), path);
        return new GitUrl(text, Scheme.SSH, "ssh://" + authority.substring(at + 1));
    }

    private static void host(String host, String path) {
        if (!HOST.matcher(host).matches()) {
            throw refused("has a host or port that cannot be one");
        }
        if (path.length() < 2) {
            throw refused("has no path behind the host");
        }
    }

    private static IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("the URL given to --git " + reason);
    }

    @Override
    public String toString() {
        return text;
    }
}
