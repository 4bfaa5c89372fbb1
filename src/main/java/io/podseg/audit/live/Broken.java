package io.podseg.audit.live;

import io.podseg.audit.facts.HostAudit.Deviation;
import io.podseg.audit.facts.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a container was made with and the kernel does not keep. */
final class Broken {
    private static final String CHECK = "PS31";
    private static final long MILLI = 1_000_000;
    private static final long PAGE = 4_096;

    private final Seen seen;
    private final Running running;
    private final Subject subject;
    private final List<Deviation> found = new ArrayList<>();

    private Broken(Seen seen, Running running, Subject subject) {
        this.seen = seen;
        this.running = running;
        this.subject = subject;
    }

    /** Everything of one container; nothing where it does not run. */
    static List<Deviation> of(Seen seen, Subject subject) {
        return seen.running()
                .map(running -> new Broken(seen, running, subject).look())
                .orElse(List.of());
    }

    private List<Deviation> look() {
        limits();
        if (seen.told().files().rootReadOnly() && !running.rootReadOnly()) {
            say("was made with a read-only root file system, and can write it");
        }
        running.processes().forEach(this::process);
        label("AppArmor profile", seen.told().security().apparmor());
        label("SELinux label", seen.told().security().selinux());
        return found;
    }

    private void limits() {
        Inspected.Limits told = seen.told().limits();
        Running.Group kept = running.limits();
        limit("memory", told.memory() / PAGE * PAGE, kept.memory(), "bytes");
        limit("pids", told.pids(), kept.pids(), "processes");
        limit("cpu", told.nanoCpus() / MILLI, kept.milliCpus(), "thousandths of a CPU");
    }

    private void limit(String name, long told, OptionalLong kept, String unit) {
        if (told <= 0 || kept.isPresent() && kept.getAsLong() <= told) {
            return;
        }
        String now = !running.limits().known().contains(name)
                ? "no control group of this host keeps it"
                : kept.isEmpty() ? "the kernel keeps none" : "the kernel keeps " + kept.getAsLong();
        say("was made with a limit of " + told + " " + unit + " (" + name + "), and " + now);
    }

    private void process(Running.Process process) {
        String who = "process " + process.number() + " (" + process.program() + ")";
        boolean stated = seen.told().security().options().stream()
                .anyMatch(option -> option.startsWith("no-new-privileges") && !option.endsWith("false"));
        if (stated && !process.noNewPrivileges()) {
            say(who + " can gain rights by set-user-ID bits in spite of no-new-privileges");
        }
        if (seen.configured().map(Configured::filtered).orElse(false) && process.seccomp() == 0) {
            say(who + " runs without the seccomp filter of the container");
        }
        seen.configured().ifPresent(configured -> {
            SortedSet<String> more =
                    new TreeSet<>(CapabilityBits.names(process.permitted() | process.effective() | process.bounding()));
            more.removeAll(CapabilityBits.plain(configured.bounding()));
            if (!more.isEmpty()) {
                say(who + " has capabilities that the container was not given: " + String.join(", ", more));
            }
        });
    }

    private void label(String what, String told) {
        String now = running.confined();
        boolean apparmor = what.startsWith("AppArmor");
        boolean comparable = !told.isEmpty() && !now.isEmpty() && apparmor != now.contains(":");
        if (comparable && !now.toLowerCase(Locale.ROOT).equals(told.toLowerCase(Locale.ROOT))) {
            say("was made with the " + what + " " + told + ", and runs with " + now);
        }
    }

    private void say(String message) {
        found.add(new Deviation(CHECK, subject, message));
    }
}
