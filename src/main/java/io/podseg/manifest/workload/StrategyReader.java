package io.podseg.manifest.workload;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.DaemonSetSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.podseg.manifest.check.Values;
import io.podseg.manifest.yaml.Problems;
import io.podseg.model.Workload.Strategy;
import io.podseg.model.Workload.Type;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a new version takes over; numbers are rounded as Kubernetes does (pkg/controller/deployment/util: ResolveFenceposts). */
final class StrategyReader {
    private static final String DEFAULT = "25%";
    private static final Pattern PERCENT = Pattern.compile("[0-9]{1,4}%");

    private final Problems problems;

    StrategyReader(Problems problems) {
        this.problems = problems;
    }

    Strategy read(DeploymentSpec spec, int replicas) {
        DeploymentStrategy strategy = spec.getStrategy();
        int wait = spec.getMinReadySeconds() == null ? 0 : Math.max(0, spec.getMinReadySeconds());
        String type = strategy == null ? null : strategy.getType();
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        new Values(problems).oneOf("/spec/strategy/type", type, List.of("RollingUpdate", "Recreate"));
        String at = "/spec/strategy/rollingUpdate";
        if ("Recreate".equals(type)) {
            if (rolling != null) {
                problems.error(at, at + " is given, but with type Recreate nothing rolls; leave it out");
            }
            return new Strategy(Type.RECREATE, 0, Math.max(1, replicas), wait);
        }
        IntOrString surge = rolling == null ? null : rolling.getMaxSurge();
        IntOrString unavailable = rolling == null ? null : rolling.getMaxUnavailable();
        return rolling(at, surge, unavailable, replicas, wait, new IntOrString(DEFAULT), new IntOrString(DEFAULT));
    }

    Strategy read(DaemonSetSpec spec) {
        DaemonSetUpdateStrategy strategy = spec.getUpdateStrategy();
        int wait = spec.getMinReadySeconds() == null ? 0 : Math.max(0, spec.getMinReadySeconds());
        String type = strategy == null ? null : strategy.getType();
        var rolling = strategy == null ? null : strategy.getRollingUpdate();
        new Values(problems).oneOf("/spec/updateStrategy/type", type, List.of("RollingUpdate", "OnDelete"));
        if ("OnDelete".equals(type)) {
            problems.error(
                    "/spec/updateStrategy/type",
                    "/spec/updateStrategy/type is \"OnDelete\", but apply makes the host what the manifests say;"
                            + " expected RollingUpdate");
        }
        String at = "/spec/updateStrategy/rollingUpdate";
        IntOrString surge = rolling == null ? null : rolling.getMaxSurge();
        IntOrString unavailable = rolling == null ? null : rolling.getMaxUnavailable();
        return rolling(
                at,
                surge,
                unavailable,
                1,
                wait,
                new IntOrString(0),
                surge == null ? new IntOrString(1) : new IntOrString(0));
    }

    private Strategy rolling(
            String at,
            @Nullable IntOrString surge,
            @Nullable IntOrString unavailable,
            int replicas,
            int wait,
            IntOrString surgeElse,
            IntOrString unavailableElse) {
        int up = number(at + "/maxSurge", surge == null ? surgeElse : surge, replicas, true);
        int down = number(at + "/maxUnavailable", unavailable == null ? unavailableElse : unavailable, replicas, false);
        if (isZero(surge) && isZero(unavailable)) {
            problems.error(at + "/maxUnavailable", "maxSurge and maxUnavailable are both 0: nothing could ever move");
        }
        return new Strategy(Type.ROLLING, up, up == 0 && down == 0 ? 1 : Math.min(down, Math.max(1, replicas)), wait);
    }

    private static boolean isZero(@Nullable IntOrString value) {
        return value != null
                && (value.getStrVal() == null
                        ? Integer.valueOf(0).equals(value.getIntVal())
                        : value.getStrVal().matches("0+%"));
    }

    private int number(String pointer, IntOrString value, int replicas, boolean up) {
        String text = value.getStrVal();
        if (text == null) {
            int number = value.getIntVal() == null ? 0 : value.getIntVal();
            if (number < 0) {
                problems.error(pointer, pointer + " is " + number + ", expected 0 or more");
            }
            return Math.max(0, number);
        }
        if (!PERCENT.matcher(text).matches()) {
            problems.error(
                    pointer,
                    pointer + " is " + io.podseg.manifest.yaml.Quoted.of(text)
                            + ", expected a number of pods or a percentage such as 25%");
            return 0;
        }
        long percent = Long.parseLong(text.substring(0, text.length() - 1));
        long hundredths = percent * replicas;
        return (int) (up ? (hundredths + 99) / 100 : hundredths / 100);
    }
}
