package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PS29: ways in, or up, that a container does not need. */
final class RemoteAccessCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS29",
                    Severity.MEDIUM,
                    "Remote login or sudo inside",
                    "Remove it from the image; use podman exec to look inside.")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "5.7")
            .known(Catalogue.KUBESCAPE, "C-0042", "C-0062");

    private static final Set<String> NAMES = Set.of("sshd", "dropbear", "telnetd", "in.telnetd", "rlogind", "sudo");
    private static final Pattern WORDS = Pattern.compile("[\\s;&|()\"'`$]+");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        TreeSet<String> found = new TreeSet<>();
        container.programs().command().forEach(word -> WORDS.splitAsStream(word).forEach(path -> add(path, found)));
        container.programs().running().forEach(path -> add(path, found));
        Stream<Remark> started = found.stream().map(name -> Remark.of("runs " + name, "/command"));
        Stream<Remark> present = container.programs().present().stream()
                .distinct()
                .sorted()
                .map(path -> Remark.of("has " + path, "").severe(Severity.LOW));
        return Stream.concat(started, present);
    }

    private static void add(String path, Set<String> found) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (NAMES.contains(name)) {
            found.add(name);
        }
    }
}
