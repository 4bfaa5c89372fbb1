package io.podseg.lab;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of podseg as its {@link Gate} sees it: counts its calls, and lets something happen at one of them. */
class Watch {
    private final Trigger trigger;
    private final Gate.Moment moment;
    private final Runnable misfortune;
    private final List<String> calls = new ArrayList<>();
    private @Nullable Process victim;
    private boolean struck;
    private boolean dead;
    private int inside;

    /** Which call it is, by its number from 1 or by its name. */
    interface Trigger {
        boolean at(int number, String name);
    }

    /** Counts only. */
    Watch() {
        this((_, _) -> false, Gate.Moment.BEFORE, () -> {});
    }

    /** Something happens at the first such call. */
    Watch(Trigger trigger, Gate.Moment moment, Runnable misfortune) {
        this.trigger = trigger;
        this.moment = moment;
        this.misfortune = misfortune;
    }

    /** Kills podseg at that call. */
    static Watch killing(int call, Gate.Moment moment) {
        return new Watch((number, _) -> number == call, moment, () -> {}) {
            @Override
            void strike() {
                kill();
            }
        };
    }

    synchronized void victim(Process process) {
        victim = process;
        notifyAll();
    }

    /** The call's number. */
    synchronized int begin(String name) {
        calls.add(name);
        inside++;
        return calls.size();
    }

    synchronized void end(int number) {
        if (number > 0) {
            inside--;
            notifyAll();
        }
    }

    /** Whether the call goes on; when the time has come, podseg is dead when this returns. */
    synchronized boolean passes(int number, Gate.Moment now) {
        if (!struck && number > 0 && now == moment && trigger.at(number, calls.get(number - 1))) {
            struck = true;
            strike();
        }
        return !dead;
    }

    void strike() {
        misfortune.run();
    }

    /** The process on this side is {@code nsenter}; its child is podseg, which alone is killed: not what it started. */
    final void kill() {
        try {
            while (victim == null) {
                wait();
            }
            for (ProcessHandle podseg : victim.children().toList()) {
                podseg.destroyForcibly();
                podseg.onExit().join();
            }
            dead = true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the call came at which something was to happen. */
    synchronized boolean struck() {
        return struck;
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Calls that others of podseg's threads had begun go on in Podman and in the kernel. */
    synchronized void awaitQuiet() {
        try {
            while (inside > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
