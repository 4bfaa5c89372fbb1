package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.state.FirewallTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/** Stands before all ports, counts the steps that change something, and lets the process be killed at one of them. */
@NullMarked
final class Steps {
    private static final Set<String> READS = Set.of(
            "observe",
            "processes",
            "infra",
            "kept",
            "retain",
            "vitals",
            "logs",
            "hasIpv6",
            "links",
            "rules",
            "counters",
            "connections",
            "lock",
            "load",
            "resolve");

    private final int fatal;
    private final boolean after;
    private final int atOnce;
    private int steps;
    private boolean dead;
    private String last = "nothing";

    /**
     * Kills.
     *
     * @param fatal at which step, from 1
     * @param after when it was carried out, else before it is
     * @param atOnce how many pods are worked on at once
     */
    Steps(int fatal, boolean after, int atOnce) {
        this.fatal = fatal;
        this.after = after;
        this.atOnce = atOnce;
    }

    /** Goes through everything, as the end of the process does. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The last step that was begun. */
    String last() {
        return last;
    }

    <T> T around(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, args) -> call(real, method, args)));
    }

    /** The fakes are not made for several threads, so steps never run at the same time, but they mix in any order. */
    private synchronized @Nullable Object call(Object real, Method method, @Nullable Object @Nullable [] args)
            throws Throwable {
        if (dead) {
            throw new Killed();
        }
        if (method.getName().equals("atOnce")) {
            return atOnce;
        }
        if (method.getName().equals("in") && invoke(real, method, args) instanceof NetfilterPort inside) {
            return around(NetfilterPort.class, inside);
        }
        if (READS.contains(method.getName())) {
            return invoke(real, method, args);
        }
        if (args != null && args[0] instanceof FirewallTransaction whole) {
            for (FirewallTransaction part : parts(whole)) {
                step(real, method, part);
            }
            return null;
        }
        return step(real, method, args);
    }

    private static List<FirewallTransaction> parts(FirewallTransaction whole) {
        return List.of(
                new FirewallTransaction(whole.enableBridgeNetfilter(), List.of(), Map.of(), List.of()),
                new FirewallTransaction(false, whole.setsBefore(), Map.of(), List.of()),
                new FirewallTransaction(false, List.of(), family(whole, Family.V4), List.of()),
                new FirewallTransaction(false, List.of(), family(whole, Family.V6), List.of()),
                new FirewallTransaction(false, List.of(), Map.of(), whole.setsAfter()));
    }

    private static Map<Family, List<String>> family(FirewallTransaction whole, Family family) {
        return Map.of(family, whole.tables().getOrDefault(family, List.of()));
    }

    private @Nullable Object step(Object real, Method method, @Nullable Object @Nullable ... args) throws Throwable {
        last = method.getName() + " " + (args == null ? "" : args[0]);
        steps++;
        if (steps == fatal && !after) {
            die();
        }
        Object answer = invoke(real, method, args);
        if (steps == fatal) {
            die();
        }
        return answer;
    }

    private void die() {
        dead = true;
        throw new Killed();
    }

    private static @Nullable Object invoke(Object real, Method method, @Nullable Object @Nullable [] args)
            throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
