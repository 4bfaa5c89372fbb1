package io.podseg.reconcile;

import java.util.List;
import java.util.Optional;

/** The OCI hook that puts a pod's rules into its network namespace before any of its processes runs. */
public interface HookPort {
    /** A host without the hook. */
    HookPort NONE = new HookPort() {
        @Override
        public Optional<String> problem() {
            return Optional.of("the hook is not installed");
        }

        @Override
        public Report look() {
            return new Report(false, List.of());
        }

        @Override
        public List<String> install() throws HostException {
            throw new HostException("this host takes no hooks");
        }

        @Override
        public List<String> uninstall() {
            return List.of();
        }

        @Override
        public Optional<String> prove() {
            return problem();
        }
    };

    /** Why a container that starts now would not get its rules, as one sentence; empty where all is in place. Cheap. */
    Optional<String> problem();

    /** What is installed and where, as Podman would find it. Changes nothing. */
    Report look() throws HostException;

    /** Puts the hook where this Podman reads it; does nothing where it is there already. Returns what was changed, one line each. */
    List<String> install() throws HostException;

    /** Takes away what {@link #install()} put there, and nothing else. Returns what was changed, one line each. */
    List<String> uninstall() throws HostException;

    /** Starts a container without an image of anybody's and sees whether the hook ran for it; removes it again. */
    Optional<String> prove() throws HostException;

    /**
     * What is installed.
     *
     * @param installed whether anything of the hook is there
     * @param parts what was looked at
     */
    record Report(boolean installed, List<Part> parts) {
        public Report {
            parts = List.copyOf(parts);
        }
    }

    /**
     * One thing that the hook needs.
     *
     * @param id short name, such as {@code program}
     * @param problem what is wrong with it; empty where nothing is
     * @param message what was found
     * @param remedy what to do; empty where nothing is wrong
     */
    record Part(String id, Optional<String> problem, String message, String remedy) {}
}
