package io.podseg.manifest.crd;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.manifest.crd.SeccompFields.ArchMap;
import io.podseg.manifest.crd.SeccompFields.Argument;
import io.podseg.manifest.crd.SeccompFields.Rule;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the words of a seccomp profile, as the library that Podman reads it with would (containers/common, pkg/seccomp). */
final class SeccompReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    private static final int LAST_ARGUMENT = 5;
    private static final int LAST_ERRNO = 4095;

    private final Problems problems;
    private final String at;

    SeccompReader(Problems problems, String at) {
        this.problems = problems;
        this.at = at;
    }

    /** The profile as JSON for Podman; what is wrong is reported. */
    String read(SeccompFields profile) {
        action(profile.defaultAction(), at + "/defaultAction");
        errno(profile.defaultErrno(), profile.defaultErrnoRet(), at, "/defaultErrno", "/defaultErrnoRet");
        words(
                profile.architectures(),
                at + "/architectures",
                "architecture",
                SeccompWords.ARCHITECTURES,
                "SCMP_ARCH_X86_64");
        words(profile.flags(), at + "/flags", "flag", SeccompWords.FLAGS, "SECCOMP_FILTER_FLAG_LOG");
        if (profile.architectures() != null && profile.archMap() != null) {
            problems.error(at + "/archMap", "the profile has architectures and archMap; Podman takes one of them");
        }
        List<ArchMap> map = DefaultsReader.nonNull(profile.archMap());
        for (int i = 0; i < map.size(); i++) {
            String pointer = Pointers.child(at + "/archMap", i);
            word(
                    map.get(i).architecture(),
                    pointer + "/architecture",
                    "architecture",
                    SeccompWords.ARCHITECTURES,
                    "SCMP_ARCH_X86_64");
            words(
                    map.get(i).subArchitectures(),
                    pointer + "/subArchitectures",
                    "architecture",
                    SeccompWords.ARCHITECTURES,
                    "SCMP_ARCH_X86_64");
        }
        List<Rule> rules = DefaultsReader.nonNull(profile.syscalls());
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), Pointers.child(at + "/syscalls", i));
        }
        try {
            return JSON.writeValueAsString(profile);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a profile is made of texts and numbers", e);
        }
    }

    private void rule(Rule rule, String pointer) {
        if (rule.names() != null && rule.name() != null) {
            problems.error(pointer + "/name", "a rule has one of name and names");
        } else if ((rule.names() == null || rule.names().isEmpty()) && rule.name() == null) {
            problems.missing(pointer, "names");
        }
        words(rule.names(), pointer + "/names", "system call", SeccompWords.SYSCALLS, "read");
        word(rule.name(), pointer + "/name", "system call", SeccompWords.SYSCALLS, "read");
        action(rule.action(), pointer + "/action");
        errno(rule.errno(), rule.errnoRet(), pointer, "/errno", "/errnoRet");
        List<Argument> arguments = DefaultsReader.nonNull(rule.args());
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            String child = Pointers.child(pointer + "/args", i);
            word(argument.op(), child + "/op", "comparison", SeccompWords.COMPARISONS, "SCMP_CMP_EQ");
            Integer index = argument.index();
            if (index != null && (index < 0 || index > LAST_ARGUMENT)) {
                problems.error(child + "/index", "index is " + index + ", expected 0 to " + LAST_ARGUMENT);
            }
        }
        filter(rule.includes(), pointer + "/includes");
        filter(rule.excludes(), pointer + "/excludes");
    }

    private void filter(SeccompFields.@Nullable Filter filter, String pointer) {
        if (filter == null) {
            return;
        }
        words(filter.caps(), pointer + "/caps", "capability", SeccompWords.CAPABILITIES, "CAP_SYS_ADMIN");
        words(filter.arches(), pointer + "/arches", "architecture", SeccompWords.GO_ARCHITECTURES, "amd64");
        if (filter.minKernel() != null && !filter.minKernel().matches("[0-9]{1,3}\\.[0-9]{1,3}")) {
            problems.error(
                    pointer + "/minKernel", "minKernel is " + Quoted.of(filter.minKernel()) + ", expected such as 4.8");
        }
    }

    private void action(@Nullable String action, String pointer) {
        if (action == null) {
            problems.missing(
                    pointer.substring(0, pointer.lastIndexOf('/')), pointer.substring(pointer.lastIndexOf('/') + 1));
        } else if (action.equals("SCMP_ACT_NOTIFY")) {
            problems.error(pointer, "SCMP_ACT_NOTIFY needs a process that listens, which podseg does not start");
        } else {
            word(action, pointer, "action", SeccompWords.ACTIONS, "SCMP_ACT_ERRNO");
        }
    }

    private void errno(
            @Nullable String name, @Nullable Integer number, String pointer, String nameField, String numberField) {
        word(name, pointer + nameField, "error", SeccompWords.ERRORS, "EPERM");
        if (number != null && (number < 0 || number > LAST_ERRNO)) {
            problems.error(
                    pointer + numberField,
                    numberField.substring(1) + " is " + number + ", expected 0 to " + LAST_ERRNO);
        }
    }

    private void words(@Nullable List<String> words, String pointer, String what, Set<String> known, String example) {
        for (int i = 0; words != null && i < words.size(); i++) {
            word(words.get(i), Pointers.child(pointer, i), what, known, example);
        }
    }

    private void word(@Nullable String word, String pointer, String what, Set<String> known, String example) {
        if (word != null && !known.contains(word) && !problems.at(pointer)) {
            problems.error(
                    pointer,
                    "there is no " + what + " " + Quoted.of(word) + DidYouMean.orExpected(word, known, example));
        }
    }
}
