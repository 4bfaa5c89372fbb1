package io.podseg.doctor;

import io.podseg.reconcile.HookPort.Part;
import io.podseg.reconcile.HookPort.Report;
import io.podseg.reconcile.HostException;
import java.util.ArrayList;
import java.util.List;

/** The hook that gives pods rules of their own stands where Podman finds it, and nobody has touched it. */
final class HookCheck implements Check {
    private static final String ID = "hook";

    @Override
    public List<Finding> look(Examined host) {
        try {
            return findings(host.hook().look());
        } catch (HostException e) {
            return List.of(Finding.fail(ID, String.valueOf(e.getMessage()), "see podseg hook status"));
        }
    }

    private static List<Finding> findings(Report report) {
        if (!report.installed()) {
            return List.of(Finding.ok(
                    ID,
                    "the hook is not installed; only pods that need rules of their own need it (podseg hook install)"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Part part : report.parts()) {
            part.problem().ifPresent(problem -> findings.add(Finding.fail(ID, problem, part.remedy())));
        }
        return findings.isEmpty() ? List.of(Finding.ok(ID, "the hook is in place")) : findings;
    }
}
