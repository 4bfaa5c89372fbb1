package io.podseg.doctor;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.state.IpSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** ipset is there and the kernel knows each type of set that podseg uses. */
final class IpsetCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        // It asks the kernel, which tells an ordinary user in a network namespace of that user's own only.
        Optional<String> version = host.user().rootless()
                ? host.output("unshare", "-n", "ipset", "--version")
                : host.output("ipset", "--version");
        if (version.isEmpty()) {
            return List.of(Finding.fail(
                    "ipset",
                    "ipset is missing or does not run",
                    Distribution.of(host).install("ipset", "ipset")));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("ipset", version.get().lines().findFirst().orElse("ipset")));
        List<String> missing = new ArrayList<>();
        for (IpSet.Type type : IpSet.Type.values()) {
            List<String> create =
                    new ArrayList<>(List.of("unshare", "-n", "ipset", "create", "podseg-try", type.text()));
            if (type.counted()) {
                create.add("counters");
            }
            Result result = host.programs().run(create, "");
            if (IptablesCheck.notAllowed(result)) {
                return findings;
            }
            if (!(result instanceof Exited) || !result.ok()) {
                missing.add(type.counted() ? type.text() + " with counters" : type.text());
            }
        }
        findings.add(
                missing.isEmpty()
                        ? Finding.ok("ipset-types", "the kernel knows the types of sets that podseg uses")
                        : Finding.fail(
                                "ipset-types",
                                "the kernel does not know sets of type " + String.join(" and ", missing),
                                "use a kernel with these types (modules ip_set_hash_...)"));
        return findings;
    }
}
