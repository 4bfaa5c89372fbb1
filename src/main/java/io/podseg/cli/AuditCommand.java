package io.podseg.cli;

import io.podseg.audit.Audit;
import io.podseg.audit.Report;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.manifests.FromManifests;
import io.podseg.model.Diagnostic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code podseg audit}. */
@Command(
        name = "audit",
        header = "Find what is not hardened, in the manifests and in what runs.",
        description =
                "Looks at every pod, container, policy and network with every check, and says what is wrong, how bad it"
                        + " is, and what to do. Changes nothing. The annotation podseg.io/audit-exempt.ID, with a reason,"
                        + " accepts what check ID finds; it does not count then.",
        exitCodeList = {
            "0:Nothing as bad as --fail-on was found, or nothing was asked",
            "1:Something was, or an error at run time",
            "3:Bad manifests or usage"
        },
        footer = {
            "",
            "Examples:",
            "  podseg audit -f manifests/secure-web",
            "  podseg audit -f manifests/secure-web --profile restricted --fail-on medium",
            "  podseg audit -f manifests/secure-web -o sarif > podseg.sarif",
            "  podseg audit --live --observe 1m"
        })
final class AuditCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final AuditOptions options = new AuditOptions();

    AuditCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Audit audit = new Audit(options.checks(), options.profiles());
        List<Audited> audited = new ArrayList<>();
        Optional<Manifests> manifests =
                options.wantsManifests(context.globals()) ? Optional.of(Manifests.load(context)) : Optional.empty();
        if (manifests.isPresent()) {
            List<Diagnostic> problems = manifests.get().merged(List.of());
            if (manifests.get().report(problems)) {
                return manifests.get().invalid(problems);
            }
            audited.add(FromManifests.of(manifests.get().loaded().declarations()));
        }
        Duration observed = options.observed();
        if (options.live()) {
            audited.add(
                    LiveFacts.of(context, observed, manifests, audited.stream().findFirst()));
        }
        Report report = audit.look(audited);
        context.print(
                switch (options.format()) {
                    case table ->
                        new AuditTable(
                                        context.paint(),
                                        context.terminal().width().getAsInt())
                                .render(report);
                    case json -> Format.JSON.write(() -> "", () -> AuditTree.of(report));
                    case sarif ->
                        Format.JSON.write(
                                () -> "",
                                () -> AuditSarif.of(report, context.edges().build()));
                    case junit -> AuditJunit.of(report);
                });
        boolean reached = options.threshold().map(report::reaches).orElse(false);
        return reached ? ExitCode.FAILED : ExitCode.OK;
    }
}
