package io.podseg.policy;

import java.util.regex.Pattern;

/** Syntax of names in the Kubernetes API (k8s.io/apimachinery/pkg/util/validation). */
final class Names {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern PORT_NAME = Pattern.compile("(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*");
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final int LONGEST_PORT_NAME = 15;

    static final String LABEL_KEY =
            "[prefix/]name: the prefix a DNS name of at most 253 characters, the name at most 63"
                    + " letters, digits, '-', '_' or '.', beginning and ending with a letter or digit";
    static final String LABEL_VALUE =
            "empty or at most 63 letters, digits, '-', '_' or '.', beginning and ending with a" + " letter or digit";
    static final String PORT =
            "at most 15 lower-case letters, digits or single '-' inside, at least one of them a letter";

    private Names() {}

    static boolean isLabelKey(String key) {
        int slash = key.indexOf('/');
        if (slash >= 0 && !isSubdomain(key.substring(0, slash))) {
            return false;
        }
        String name = key.substring(slash + 1);
        return name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
    }

    static boolean isLabelValue(String value) {
        return value.isEmpty()
                || value.length() <= LONGEST_NAME && NAME.matcher(value).matches();
    }

    /** A port name as IANA_SVC_NAME (RFC 6335, section 5.1). */
    static boolean isPortName(String name) {
        return name.length() <= LONGEST_PORT_NAME && PORT_NAME.matcher(name).matches();
    }

    private static boolean isSubdomain(String text) {
        return text.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(text).matches();
    }
}
