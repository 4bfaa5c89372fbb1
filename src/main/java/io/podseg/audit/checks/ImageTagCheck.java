package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PS19: the image may be another one tomorrow. */
final class ImageTagCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS19",
                    Severity.LOW,
                    "Image is not pinned",
                    "Name the image with its digest, as image:1.2.3@sha256:..., which nobody can change.")
            .known(Catalogue.KUBESCAPE, "C-0075", "C-0306");

    private static final Pattern ID = Pattern.compile("(sha256:)?[0-9a-f]{12,64}");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        if (container.image().pinned()
                || ID.matcher(container.image().reference()).matches()) {
            return Stream.empty();
        }
        String tag = container.image().tag();
        return Stream.of(
                tag.equals("latest")
                        ? Remark.of(
                                        "image " + container.image().reference()
                                                + " is whatever its registry calls latest",
                                        "/image")
                                .severe(Severity.MEDIUM)
                        : Remark.of(
                                "image " + container.image().reference() + " has no digest: its tag may be moved",
                                "/image"));
    }
}
