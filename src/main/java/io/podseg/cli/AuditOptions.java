package io.podseg.cli;

import io.podseg.audit.Check;
import io.podseg.audit.Profile;
import io.podseg.audit.Severity;
import io.podseg.audit.checks.Checks;
import io.podseg.model.DidYouMean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of {@code podseg audit}. */
final class AuditOptions {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            split = ",",
            description = "Only what this profile asks for: baseline or restricted (the levels of the Kubernetes Pod"
                    + " Security Standards) or cis (CIS Docker Benchmark). May be repeated. Default: everything")
    private List<ProfileName> profiles = new ArrayList<>();

    @Option(names = "--include", paramLabel = "ID", split = ",", description = "Only these checks, such as PS01,PS04")
    private List<String> included = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "ID", split = ",", description = "All checks but these")
    private List<String> excluded = new ArrayList<>();

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "Exit with 1 where something is at least as bad: critical, high, medium, low, or none for"
                    + " never. Default: none")
    private Threshold failOn = Threshold.none;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json, sarif (2.1.0) or junit. Default: table")
    private AuditFormat format = AuditFormat.table;

    @Option(
            names = "--live",
            description =
                    "Look at what runs, whoever started it, and at the host. With -f or --git at the manifests too,"
                            + " and whether the rules in force are theirs")
    private boolean live;

    @Option(
            names = "--observe",
            paramLabel = "TIME",
            converter = TimeoutConverter.class,
            description =
                    "With --live: how long the kernel counts which capabilities are used, such as 30s or 5m (Linux 6.14"
                            + " and newer). Default: not at all")
    private Duration observe = Duration.ZERO;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** Profiles as users write them. */
    enum ProfileName {
        baseline,
        restricted,
        cis
    }

    /** Severities as users write them. */
    enum Threshold {
        critical,
        high,
        medium,
        low,
        none
    }

    /** Formats as users write them. */
    enum AuditFormat {
        table,
        json,
        sarif,
        junit
    }

    boolean live() {
        return live;
    }

    Duration observed() {
        if (!live && !observe.isZero()) {
            throw new ParameterException(spec.commandLine(), "--observe needs --live: manifests use nothing");
        }
        return observe;
    }

    /** Of what runs alone, where nobody names manifests. */
    boolean wantsManifests(Globals globals) {
        return !live || globals.namesManifests();
    }

    AuditFormat format() {
        return format;
    }

    Optional<Severity> threshold() {
        return failOn == Threshold.none
                ? Optional.empty()
                : Optional.of(Severity.valueOf(failOn.name().toUpperCase(Locale.ROOT)));
    }

    Set<Profile> profiles() {
        EnumSet<Profile> all = EnumSet.noneOf(Profile.class);
        profiles.forEach(profile -> all.add(Profile.valueOf(profile.name().toUpperCase(Locale.ROOT))));
        return all;
    }

    /** The checks to make; an id that does not exist is bad usage, since it would be a check that is believed to be made. */
    List<Check> checks() {
        Set<String> wanted = ids("--include", included);
        Set<String> unwanted = ids("--exclude", excluded);
        List<Check> checks = Checks.all().stream()
                .filter(check ->
                        wanted.isEmpty() || wanted.contains(check.about().id()))
                .filter(check -> !unwanted.contains(check.about().id()))
                .toList();
        if (checks.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--include and --exclude leave no check");
        }
        return checks;
    }

    private Set<String> ids(String option, List<String> given) {
        Set<String> ids = new TreeSet<>();
        for (String text : given) {
            String id = text.strip().toUpperCase(Locale.ROOT);
            if (!Checks.ids().contains(id)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + ": there is no check \"" + text + "\"" + DidYouMean.suffix(id, Checks.ids()));
            }
            ids.add(id);
        }
        return ids;
    }
}
