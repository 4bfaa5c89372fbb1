package io.podseg.manifest.crd;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A seccomp profile in the format of seccomp.json(5), which Podman and Docker share. {@link SeccompReader} checks the words. */
public record SeccompFields(
        @JsonPropertyDescription("Action for calls that no rule names.") @Required @Nullable
        String defaultAction,

        @JsonPropertyDescription("Error number of the default action.") @Nullable
        Integer defaultErrnoRet,

        @JsonPropertyDescription("Error name of the default action, such as ENOSYS.") @Nullable
        String defaultErrno,

        @JsonPropertyDescription("Architectures that the filter is for.") @Nullable
        List<String> architectures,

        @JsonPropertyDescription("Architectures with those that they also run; instead of architectures.") @Nullable
        List<ArchMap> archMap,

        @JsonPropertyDescription("Flags of seccomp(2).") @Nullable
        List<String> flags,

        @JsonPropertyDescription("Rules.") @Nullable List<Rule> syscalls) {

    /** An architecture and those that it also runs. */
    public record ArchMap(
            @JsonPropertyDescription("Architecture.") @Required @Nullable
            String architecture,

            @JsonPropertyDescription("Those that it also runs.") @Nullable
            List<String> subArchitectures) {}

    /** A rule for some system calls. */
    public record Rule(
            @JsonPropertyDescription("Names of system calls.") @Nullable
            List<String> names,

            @JsonPropertyDescription("Name of one system call.") @Nullable
            String name,

            @JsonPropertyDescription("What happens to them.") @Required @Nullable
            String action,

            @JsonPropertyDescription("Error number of the action.") @Nullable
            Integer errnoRet,

            @JsonPropertyDescription("Error name of the action.") @Nullable
            String errno,

            @JsonPropertyDescription("What their arguments must be.") @Nullable
            List<Argument> args,

            @JsonPropertyDescription("Has no effect.") @Nullable
            String comment,

            @JsonPropertyDescription("Where the rule counts.") @Nullable
            Filter includes,

            @JsonPropertyDescription("Where it does not count.") @Nullable
            Filter excludes) {}

    /** A condition on an argument. */
    public record Argument(
            @JsonPropertyDescription("Which argument, from 0.") @Required @Nullable
            Integer index,

            @JsonPropertyDescription("What it is compared with.") @Required @Nullable
            Long value,

            @JsonPropertyDescription("With SCMP_CMP_MASKED_EQ what the masked value must be.") @Nullable
            Long valueTwo,

            @JsonPropertyDescription("How it is compared.") @Required @Nullable
            String op) {}

    /** Where a rule counts. */
    public record Filter(
            @JsonPropertyDescription("Capabilities of the container.") @Nullable
            List<String> caps,

            @JsonPropertyDescription("Architectures as Go names them, such as amd64.") @Nullable
            List<String> arches,

            @JsonPropertyDescription("Oldest kernel, such as 4.8.") @Nullable
            String minKernel) {}
}
