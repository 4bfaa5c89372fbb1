package io.podseg.plan;

import io.podseg.model.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a saved plan may still be carried out, and if not, why. */
public final class Staleness {
    private static final int SHOWN = 5;

    private Staleness() {}

    /**
     * Compares.
     *
     * @param saved the plan that was approved
     * @param now the plan as the same sources and the same host give it now
     * @param revision revision of the manifests now
     * @param host {@link PlanDigest#host} now
     * @param version version of podseg now
     * @return what changed since, as a sentence without a full stop; empty where the same would be done
     */
    public static Optional<String> of(SavedPlan saved, Plan now, String revision, String host, String version) {
        boolean manifests = !saved.revision().equals(revision);
        boolean plan = !saved.digest().equals(PlanDigest.of(now));
        if (!manifests && !plan) {
            return Optional.empty();
        }
        boolean hostToo = !saved.host().equals(host);
        String who = manifests
                ? hostToo ? "the manifests and the host changed" : "the manifests changed"
                : hostToo ? "the host changed" : "podseg " + version + " plans otherwise than " + saved.version();
        return Optional.of(who + " since it was made; " + what(saved, now, plan));
    }

    private static String what(SavedPlan saved, Plan now, boolean differs) {
        if (!differs) {
            return "the same would be done, but it was planned from other manifests";
        }
        List<String> all = differences(steps(saved.plan()), steps(PlanJson.tree(now)));
        if (all.isEmpty()) {
            return "the same objects would be changed, but the firewall would be written otherwise";
        }
        String shown = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        return shown + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
    }

    /** What one object was or is planned to go through. */
    private record Step(String action, String rest) {
        String passive() {
            return switch (action) {
                case "add" -> "created";
                case "change" -> "changed";
                case "replace" -> "replaced";
                case "delete" -> "deleted";
                default -> action;
            };
        }
    }

    private static List<String> differences(Map<ObjectKey, Step> before, Map<ObjectKey, Step> after) {
        List<String> differences = new ArrayList<>();
        before.forEach((key, step) -> {
            Step now = after.get(key);
            if (now == null) {
                differences.add(key + " would not be " + step.passive() + " any more");
            } else if (!now.action().equals(step.action())) {
                differences.add(key + " would be " + now.passive() + " and not " + step.passive());
            } else if (!now.equals(step)) {
                differences.add(key + " would be " + now.passive() + " otherwise");
            }
        });
        after.forEach((key, step) -> {
            if (!before.containsKey(key)) {
                differences.add(key + " would be " + step.passive() + " too");
            }
        });
        return differences;
    }

    private static Map<ObjectKey, Step> steps(Map<String, Object> tree) {
        Map<ObjectKey, Step> steps = new LinkedHashMap<>();
        if (tree.get("changes") instanceof List<?> changes) {
            for (Object change : changes) {
                if (change instanceof Map<?, ?> map) {
                    ObjectKey key = new ObjectKey(text(map, "kind"), text(map, "namespace"), text(map, "name"));
                    String rest = text(map, "reason") + text(map, "drift") + text(map, "fields");
                    steps.put(key, new Step(text(map, "action"), rest));
                }
            }
        }
        return steps;
    }

    private static String text(Map<?, ?> map, String key) {
        return String.valueOf(map.get(key));
    }
}
