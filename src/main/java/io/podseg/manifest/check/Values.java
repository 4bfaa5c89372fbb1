package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of single values that several objects share; an absent value is fine. */
public final class Values {
    private final Problems problems;

    /** Checks of one document. */
    public Values(Problems problems) {
        this.problems = problems;
    }

    /** One of a few words. */
    public void oneOf(String pointer, @Nullable String value, List<String> words) {
        if (value != null && !words.contains(value)) {
            problems.error(
                    pointer,
                    pointer + " is " + Quoted.of(value) + ", expected "
                            + String.join(
                                    ", ",
                                    words.stream()
                                            .map(w -> w.isEmpty() ? "\"\"" : w)
                                            .toList()) + DidYouMean.suffix(value, words));
        }
    }

    /** From first to last, both included. */
    public void range(String pointer, @Nullable Number value, long first, long last) {
        if (value != null && (value.longValue() < first || value.longValue() > last) && !problems.at(pointer)) {
            problems.error(pointer, pointer + " is " + value + ", expected " + first + " to " + last);
        }
    }

    /** A user or group id. */
    void id(String pointer, @Nullable Long id) {
        range(pointer, id, 0, Integer.MAX_VALUE);
    }

    /** The parts of an SELinux context. */
    void seLinux(String pointer, @Nullable SELinuxOptions options) {
        if (options != null) {
            seLinux(pointer + "/user", options.getUser());
            seLinux(pointer + "/role", options.getRole());
            seLinux(pointer + "/type", options.getType());
            seLinux(pointer + "/level", options.getLevel());
        }
    }

    private void seLinux(String pointer, @Nullable String part) {
        if (part != null) {
            Syntax.SELINUX.check(problems, pointer, "SELinux option", part);
        }
    }

    /** Text that goes to a process: anything but NUL, which would end it early. */
    void text(String pointer, @Nullable String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            problems.error(pointer, pointer + " has a NUL character, which no process can be given");
        }
    }
}
