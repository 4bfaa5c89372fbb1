package io.podseg.manifest.shape;

import static io.podseg.manifest.shape.FieldRule.ignored;
import static io.podseg.manifest.shape.FieldRule.only;
import static io.podseg.manifest.shape.FieldRule.refused;
import static io.podseg.manifest.shape.FieldRule.supported;

import java.util.List;
import java.util.stream.Stream;

/** Which fields of a Deployment, DaemonSet and Job podseg acts on beside those of the pod in their template. */
final class WorkloadFields {
    /** Where the pod stands in all of them. */
    static final String TEMPLATE = "/spec/template";

    private static final String NAMED = "pods are named after what they belong to";
    private static final String HISTORY = "podseg keeps no old versions; the repository has them";
    private static final String ONE_POD = "one pod runs to completion";
    private static final String KNOWN = "podseg knows its pods by labels of its own";

    private static final List<FieldRule> POD_TEMPLATE = Stream.concat(
                    Stream.of(
                            supported(TEMPLATE, "the pods"),
                            supported(TEMPLATE + "/metadata", "the pods"),
                            supported(TEMPLATE + "/metadata/labels/**", "selectors of policies"),
                            supported(TEMPLATE + "/metadata/annotations/**", "podseg.io annotations; others are free"),
                            ignored(TEMPLATE + "/metadata/name", NAMED),
                            ignored(TEMPLATE + "/metadata/namespace", NAMED),
                            ignored(TEMPLATE + "/metadata/creationTimestamp", "a Kubernetes API server writes it")),
                    PodFields.RULES.stream().map(rule -> rule.under(TEMPLATE)))
            .toList();

    static final List<FieldRule> DEPLOYMENT = with(
            supported("/spec", "the pods"),
            supported("/spec/replicas", "how many pods; 1 where absent"),
            supported(
                    "/spec/selector/**",
                    "must select the template's labels; podseg knows its pods by labels of its own"),
            supported("/spec/minReadySeconds", "how long a new pod must be ready before it counts"),
            supported("/spec/strategy", "how a new version takes over"),
            supported("/spec/strategy/type", "RollingUpdate where absent, or Recreate"),
            supported("/spec/strategy/rollingUpdate", "how a new version takes over"),
            supported("/spec/strategy/rollingUpdate/maxSurge", "pods beyond the replicas meanwhile; 25% where absent"),
            supported("/spec/strategy/rollingUpdate/maxUnavailable", "replicas missing meanwhile; 25% where absent"),
            only("/spec/paused", "apply would leave the pods as they are", "false"),
            ignored("/spec/progressDeadlineSeconds", "apply waits as long as its --timeout says"),
            ignored("/spec/revisionHistoryLimit", HISTORY));

    static final List<FieldRule> DAEMON_SET = with(
            supported("/spec", "one pod, since there is one host"),
            supported(
                    "/spec/selector/**",
                    "must select the template's labels; podseg knows its pods by labels of its own"),
            supported("/spec/minReadySeconds", "how long the new pod must be ready before it counts"),
            supported("/spec/updateStrategy", "how a new version takes over"),
            supported("/spec/updateStrategy/type", "RollingUpdate; OnDelete is refused"),
            supported("/spec/updateStrategy/rollingUpdate", "how a new version takes over"),
            supported("/spec/updateStrategy/rollingUpdate/maxSurge", "1 starts the new pod before the old one ends"),
            supported("/spec/updateStrategy/rollingUpdate/maxUnavailable", "1 where absent"),
            ignored("/spec/revisionHistoryLimit", HISTORY));

    static final List<FieldRule> JOB = with(
            supported("/spec", "one pod"),
            supported("/spec/suspend", "true: there is no pod"),
            supported("/spec/backoffLimit", "0 with restartPolicy Never; 6 is taken for Kubernetes's default"),
            only("/spec/completions", ONE_POD, "1"),
            only("/spec/parallelism", ONE_POD, "1"),
            only("/spec/completionMode", ONE_POD, "\"NonIndexed\""),
            only("/spec/manualSelector", KNOWN, "false"),
            only("/spec/podReplacementPolicy", ONE_POD, "\"TerminatingOrFailed\"", "\"Failed\""),
            ignored("/spec/selector", KNOWN),
            ignored("/spec/ttlSecondsAfterFinished", "a Job that is done stays as long as it is declared"),
            refused("/spec/activeDeadlineSeconds", "nothing would stop the pod"),
            refused("/spec/backoffLimitPerIndex", ONE_POD),
            refused("/spec/maxFailedIndexes", ONE_POD),
            refused("/spec/managedBy", "no other controller runs Jobs"),
            refused("/spec/podFailurePolicy", "nothing would act on it"),
            refused("/spec/successPolicy", "nothing would act on it"));

    private WorkloadFields() {}

    private static List<FieldRule> with(FieldRule... own) {
        return Stream.concat(Stream.of(own), POD_TEMPLATE.stream()).toList();
    }
}
