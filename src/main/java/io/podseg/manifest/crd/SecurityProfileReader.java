package io.podseg.manifest.crd;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.podseg.manifest.crd.SecurityProfileFields.ModeName;
import io.podseg.manifest.yaml.Problems;
import io.podseg.model.Diagnostic;
import io.podseg.model.SecurityProfile;
import io.podseg.model.SecurityProfile.Defaults;
import io.podseg.model.SecurityProfile.Level;
import io.podseg.model.SecurityProfile.Mode;
import io.podseg.policy.SelectorParser;
import io.podseg.state.HostDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns a SecurityProfile's fields into a {@link SecurityProfile} and reports what a schema cannot say. */
public final class SecurityProfileReader {
    private static final String SPEC = "/spec";

    private final Problems problems;
    private final List<Diagnostic> diagnostics;

    /**
     * A reader of one document.
     *
     * @param diagnostics where the problems of its selectors go
     */
    public SecurityProfileReader(Problems problems, List<Diagnostic> diagnostics) {
        this.problems = problems;
        this.diagnostics = diagnostics;
    }

    /** The profile; parts that are wrong are left out and reported. */
    public SecurityProfile read(@Nullable SecurityProfileFields fields) {
        if (fields == null) {
            problems.missing("", "spec");
            return new SecurityProfile(
                    Optional.empty(), Optional.empty(), false, Optional.empty(), Mode.ENFORCE, Defaults.NONE);
        }
        boolean host = Boolean.TRUE.equals(fields.host());
        if (host) {
            forPods("namespaceSelector", fields.namespaceSelector());
            forPods("podSelector", fields.podSelector());
            forPods("level", fields.level());
            forPods("mode", fields.mode());
        }
        if (fields.level() == null && fields.defaults() == null && !problems.below(SPEC)) {
            problems.error(SPEC, "the profile says nothing: expected level or defaults");
        }
        SecurityProfile profile = new SecurityProfile(
                selector("namespaceSelector", fields.namespaceSelector()),
                selector("podSelector", fields.podSelector()),
                host,
                Optional.ofNullable(fields.level())
                        .map(level -> Level.valueOf(level.name().toUpperCase(Locale.ROOT))),
                mode(fields.mode()),
                fields.defaults() == null
                        ? Defaults.NONE
                        : new DefaultsReader(problems, SPEC + "/defaults").read(fields.defaults()));
        HostDefaults.of(profile).problems().forEach(problem -> problems.error(problem.pointer(), problem.message()));
        return profile;
    }

    private void forPods(String field, @Nullable Object value) {
        if (value != null) {
            problems.error(
                    SPEC + "/" + field,
                    field
                            + " is about pods, but host: true says what every container of the host gets; write a second profile");
        }
    }

    private Optional<LabelSelector> selector(String field, @Nullable LabelSelector selector) {
        if (selector == null) {
            return Optional.empty();
        }
        List<Diagnostic> found = new ArrayList<>();
        String pointer = SPEC + "/" + field;
        SelectorParser.read(selector, problems.source(), pointer, problems::around, found);
        diagnostics.addAll(found);
        return Optional.of(selector);
    }

    private static Mode mode(@Nullable ModeName mode) {
        return mode == null ? Mode.ENFORCE : Mode.valueOf(mode.name().toUpperCase(Locale.ROOT));
    }
}
