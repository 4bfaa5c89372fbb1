package io.podseg.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A plan that somebody may approve before it is applied. It holds what was shown and from what it was made, and nothing that could
 * be carried out: an apply plans anew from the same sources and goes on only where the same comes out.
 *
 * @param version version of podseg that made it
 * @param created when, as ISO 8601 in UTC
 * @param request what was asked for
 * @param revision revision of the manifests
 * @param host hash of the host and of podseg's memory as they were ({@link PlanDigest#host})
 * @param digest hash of the whole plan, its firewall transaction included ({@link PlanDigest#of})
 * @param plan what was shown, as {@link PlanJson} writes it
 */
public record SavedPlan(
        String version,
        String created,
        Request request,
        String revision,
        String host,
        String digest,
        Map<String, Object> plan) {
    public SavedPlan {
        Objects.requireNonNull(version);
        Objects.requireNonNull(created);
        Objects.requireNonNull(request);
        Objects.requireNonNull(revision);
        Objects.requireNonNull(host);
        Objects.requireNonNull(digest);
        plan = new LinkedHashMap<>(plan);
    }

    /**
     * What a plan is made of.
     *
     * @param folder working directory, from which relative sources count
     * @param sources manifests as the user named them
     * @param prune whether what is no longer declared is removed
     * @param targets what {@code --target} named
     * @param deleteVolumes whether volumes that are no longer declared are removed with their content
     * @param checkImages whether names of images are looked up anew
     */
    public record Request(
            String folder,
            List<String> sources,
            boolean prune,
            List<String> targets,
            boolean deleteVolumes,
            boolean checkImages) {
        public Request {
            Objects.requireNonNull(folder);
            sources = List.copyOf(sources);
            targets = List.copyOf(targets);
        }

        /** A request that keeps volumes. */
        public Request(String folder, List<String> sources, boolean prune, List<String> targets) {
            this(folder, sources, prune, targets, false, false);
        }
    }
}
