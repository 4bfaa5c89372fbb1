package io.podseg.manifest.workload;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.podseg.manifest.check.Values;
import io.podseg.manifest.yaml.Problems;
import io.podseg.model.Diagnostic;
import io.podseg.model.Workload;
import io.podseg.model.Workload.Strategy;
import io.podseg.policy.SelectorParser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one Deployment, DaemonSet or Job, as Kubernetes checks them (pkg/apis/apps/validation, pkg/apis/batch/validation). */
public final class WorkloadReader {
    /** More pods than this on one host are a mistake: a network of the usual size has 128 addresses for them. */
    private static final int MOST_REPLICAS = 1000;

    /** Kubernetes's default; what {@code kubectl get} prints where nothing was declared. */
    private static final int DEFAULT_BACKOFF = 6;

    private final Problems problems;
    private final List<Diagnostic> diagnostics;

    /**
     * A reader of one object.
     *
     * @param problems where its problems go
     * @param diagnostics where those of its selector go
     */
    public WorkloadReader(Problems problems, List<Diagnostic> diagnostics) {
        this.problems = problems;
        this.diagnostics = diagnostics;
    }

    /** The workload; empty where it has no pod that could be read. */
    public Optional<Workload> read(Deployment deployment) {
        DeploymentSpec spec = deployment.getSpec();
        if (spec == null) {
            problems.missing("", "spec");
            return Optional.empty();
        }
        Values values = new Values(problems);
        values.range("/spec/replicas", spec.getReplicas(), 0, MOST_REPLICAS);
        values.range("/spec/minReadySeconds", spec.getMinReadySeconds(), 0, Integer.MAX_VALUE);
        selector(spec.getSelector(), spec.getTemplate());
        int replicas = spec.getReplicas() == null ? 1 : Math.max(0, spec.getReplicas());
        Strategy strategy = new StrategyReader(problems).read(spec, replicas);
        TemplateReader templates = new TemplateReader("Deployment", problems);
        if (replicas > 1) {
            templates.single(deployment.getMetadata(), spec.getTemplate(), replicas);
        }
        return templates
                .read(deployment.getMetadata(), spec.getTemplate())
                .map(pod -> new Workload(metadata(deployment.getMetadata()), replicas, strategy, pod));
    }

    /** The workload; empty where it has no pod that could be read. */
    public Optional<Workload> read(DaemonSet set) {
        DaemonSetSpec spec = set.getSpec();
        if (spec == null) {
            problems.missing("", "spec");
            return Optional.empty();
        }
        new Values(problems).range("/spec/minReadySeconds", spec.getMinReadySeconds(), 0, Integer.MAX_VALUE);
        selector(spec.getSelector(), spec.getTemplate());
        Strategy strategy = new StrategyReader(problems).read(spec);
        return new TemplateReader("DaemonSet", problems)
                .read(set.getMetadata(), spec.getTemplate())
                .map(pod -> new Workload(metadata(set.getMetadata()), 1, strategy, pod));
    }

    /** The workload; empty where it has no pod that could be read. */
    public Optional<Workload> read(Job job) {
        JobSpec spec = job.getSpec();
        if (spec == null) {
            problems.missing("", "spec");
            return Optional.empty();
        }
        String policy = spec.getTemplate() == null || spec.getTemplate().getSpec() == null
                ? "Never"
                : spec.getTemplate().getSpec().getRestartPolicy();
        if (policy == null) {
            problems.missing("/spec/template/spec", "restartPolicy");
        } else if (policy.equals("Always")) {
            problems.error(
                    "/spec/template/spec/restartPolicy",
                    "a Job runs to completion, but its restartPolicy is \"Always\", expected OnFailure or Never");
        }
        backoff(spec.getBackoffLimit(), policy);
        return new TemplateReader("Job", problems)
                .read(job.getMetadata(), spec.getTemplate())
                .map(pod -> new Workload(
                        metadata(job.getMetadata()),
                        Boolean.TRUE.equals(spec.getSuspend()) ? 0 : 1,
                        Strategy.REPLACE,
                        pod));
    }

    private void backoff(@Nullable Integer limit, @Nullable String policy) {
        boolean asKept = limit == null || limit == DEFAULT_BACKOFF || limit == 0 && "Never".equals(policy);
        if (!asKept) {
            problems.error(
                    "/spec/backoffLimit",
                    "/spec/backoffLimit is " + limit + ", but podseg counts no attempts: a container of a Job with"
                            + " restartPolicy Never runs once, one with OnFailure until it succeeds; leave it out");
        }
    }

    private static ObjectMeta metadata(@Nullable ObjectMeta metadata) {
        return metadata == null ? new ObjectMeta() : metadata;
    }

    private void selector(@Nullable LabelSelector selector, @Nullable PodTemplateSpec template) {
        String pointer = "/spec/selector";
        if (selector == null) {
            if (!problems.around(pointer)) {
                problems.warning(
                        pointer,
                        "field \"selector\" (" + pointer + ") is missing; a cluster demands it, podseg does without");
            }
            return;
        }
        Map<String, String> labels = template == null
                        || template.getMetadata() == null
                        || template.getMetadata().getLabels() == null
                ? Map.of()
                : template.getMetadata().getLabels();
        SelectorParser.read(selector, problems.source(), pointer, problems::around, diagnostics)
                .filter(read -> !read.matches(labels))
                .ifPresent(read -> problems.error(
                        pointer,
                        "the selector " + read + " does not select the template's own labels; write the same pairs in"
                                + " spec.template.metadata.labels"));
    }
}
