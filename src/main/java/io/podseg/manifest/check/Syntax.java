package io.podseg.manifest.check;

import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.util.regex.Pattern;

/** The forms of names (Kubernetes: apimachinery/pkg/util/validation). */
public enum Syntax {
    /** RFC 1123 label. */
    LABEL(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
            63,
            "lower-case letters, digits and \"-\", a letter or digit at both ends, at most 63 characters"),
    /** RFC 1123 subdomain. */
    SUBDOMAIN(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            253,
            "lower-case letters, digits, \"-\" and \".\", a letter or digit at both ends, at most 253 characters"),
    /** Name of a network: what Podman takes, and DNS too. */
    NETWORK(
            "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            63,
            "lower-case letters, digits, \"-\" and \".\", a letter or digit at both ends, at most 63 characters"),
    /** IANA_SVC_NAME. */
    PORT(
            "(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*",
            15,
            "lower-case letters, digits and single \"-\" between them, at least one letter, at most 15 characters"),
    /** Name part of a label key, and a label's value where it is not empty. */
    QUALIFIED(
            "[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?",
            63,
            "letters, digits, \"-\", \"_\" and \".\", a letter or digit at both ends, at most 63 characters"),
    /** Environment variable. */
    ENV("[-._a-zA-Z][-._a-zA-Z0-9]*", 253, "letters, digits, \"_\", \"-\" and \".\", no digit first"),
    /** Key of a ConfigMap or Secret. */
    DATA_KEY("(?!\\.\\.)(?!\\.$)[-._a-zA-Z0-9]+", 253, "letters, digits, \"-\", \"_\" and \".\", not \"..\" first"),
    /** Absolute path without steps back, colons (Podman splits at them) and control characters. */
    PATH(
            "/(?!.*(^|/)\\.\\.(/|$))[^:\\p{Cntrl}]*",
            4096,
            "an absolute path without \"..\", \":\" and control characters"),
    /** File below a volume. */
    RELATIVE_PATH(
            "(?!.*(^|/)\\.\\.)[^/:\\p{Cntrl}][^:\\p{Cntrl}]*",
            255,
            "a relative path without \"..\", \":\" and control characters"),
    /** Image reference: [registry[:port]/]path[:tag][@digest]. */
    IMAGE(
            "([a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?(:[0-9]{1,5})?/)?"
                    + "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*"
                    + "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@[a-z0-9]+:[0-9a-f]{32,128})?",
            512,
            "an image such as docker.io/library/nginx:1.29"),
    /** One part of an SELinux context. */
    SELINUX("[A-Za-z0-9][A-Za-z0-9_.,:-]*", 255, "letters, digits, \"_\", \".\", \",\", \":\" and \"-\"");

    private final Pattern pattern;
    private final int longest;
    private final String expectation;

    Syntax(String pattern, int longest, String expectation) {
        this.pattern = Pattern.compile(pattern);
        this.longest = longest;
        this.expectation = expectation;
    }

    /** Whether the text has this form. */
    public boolean accepts(String text) {
        return text.length() <= longest && pattern.matcher(text).matches();
    }

    /** What is expected, in words. */
    public String expectation() {
        return expectation;
    }

    /** Reports a text that has not this form, unless something was already found wrong there. */
    boolean check(Problems problems, String pointer, String what, String text) {
        if (accepts(text)) {
            return true;
        }
        if (!problems.at(pointer)) {
            problems.error(pointer, what + " " + Quoted.of(text) + " is not valid, expected " + expectation);
        }
        return false;
    }
}
