package io.podseg.cli;

import io.podseg.desired.HostFacts;
import io.podseg.host.exec.CommandRunner;
import io.podseg.reconcile.Applied;
import io.podseg.reconcile.Checker;
import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.History;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.HostPorts;
import io.podseg.reconcile.LookPort;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PlanFiles;
import io.podseg.reconcile.PodRulesPort;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.PodmanUser;
import io.podseg.reconcile.Prober;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.SettingsPort;
import io.podseg.reconcile.StateStore;
import io.podseg.reconcile.Watch;
import io.podseg.status.Account;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What commands need from outside. Each part is made when it is asked for, not before. */
public interface Edges {
    /** Manifests in files and folders. */
    ManifestSource manifests(List<Path> paths);

    /**
     * Manifests in a Git repository.
     *
     * @param stateFolder where what is fetched is kept
     */
    ManifestSource repository(Repository repository, Path stateFolder);

    /**
     * The same for long: a thread asks the server.
     *
     * @param poll how often
     */
    Followed follow(Repository repository, Path stateFolder, Duration poll);

    /**
     * Lets a Git server tell of a push over HTTP.
     *
     * @param secret file with what it signs with
     * @param hurry is run when it has told
     * @throws HostException where the secret cannot be used
     */
    void webhook(Path secret, Runnable hurry) throws HostException;

    /** The state folder; nothing is written until something is. */
    StateStore store(Path folder);

    /**
     * Podman and the kernel of this host.
     *
     * @param connection URL of Podman's API service; found or started where empty
     * @param stateFolder for the files that pods mount
     */
    Host open(Optional<String> connection, Path stateFolder) throws HostException;

    /** Reads manifests again that were kept. */
    ManifestSource.Reader reader();

    /** What the controller keeps in the state folder; nothing is written until something is. */
    ControllerMemory memory(Path folder);

    /**
     * Podman and the kernel for a long time: Podman's service may be missing now, go away and come back.
     *
     * @throws HostException where there can never be one
     */
    default Host stay(Optional<String> connection, Path stateFolder) throws HostException {
        return open(connection, stateFolder);
    }

    /**
     * What puts rules into the network namespaces of pods, for who has no need of Podman otherwise.
     *
     * @param connection URL of Podman's API service; found or started when the hook is tried
     */
    default HookPort hook(Optional<String> connection, Path stateFolder) {
        return HookPort.NONE;
    }

    /**
     * Calls somebody when this process is asked to end, by SIGTERM or SIGINT, in place of ending it; asked twice, it ends.
     *
     * @return ends that when closed
     */
    default AutoCloseable onStop(Runnable stop) {
        return () -> {};
    }

    /** Wakes the controller for a look at everything, time and again. */
    default Watch schedule(Duration interval) {
        return wake -> () -> {};
    }

    /** The environment of this process. */
    default Map<String, String> environment() {
        return System.getenv();
    }

    /** Whose Podman it is. */
    default PodmanUser podmanUser() {
        return PodmanUser.ROOT;
    }

    /** Who runs this process, behind sudo too. */
    default String user() {
        String user = System.getProperty("user.name", "somebody");
        return Optional.ofNullable(System.getenv("SUDO_USER"))
                .filter(name -> !name.isBlank())
                .map(name -> name + " (as " + user + ")")
                .orElse(user);
    }

    /** What tells the controller that another look is due. */
    default List<Watch> watches(List<Path> files, Host host) {
        return List.of();
    }

    /** Who is told of the controller's turns. */
    default List<CycleSink> sinks() {
        return List.of();
    }

    /** Takes what the controller has to say, for whoever asks over HTTP. */
    default Consumer<Account> board() {
        return account -> {};
    }

    /**
     * Who is told what the controller has to say when it is news, until closed.
     *
     * @param complain is told why somebody could not be told
     */
    default Notifying notifying(Notifications notifications, Consumer<String> complain) throws HostException {
        return new Notifying(account -> {}, () -> {});
    }

    /**
     * Whom to notify.
     *
     * @param urls file with a URL a line
     * @param slack whether they take {@code {"text": ...}} alone
     * @param secret file with what messages are signed with
     */
    record Notifications(Path urls, boolean slack, Optional<Path> secret) {}

    /** Those who are notified. */
    record Notifying(Consumer<Account> told, AutoCloseable end) {}

    /** What was applied, in this state folder. */
    History history(Path stateFolder);

    /** Who runs this command. */
    default Applied.Who who(String command) {
        return new Applied.Who(command, "", "");
    }

    /** Files with saved plans. */
    PlanFiles plans();

    /** Time of day. */
    Clock clock();

    /** Programs of this host. */
    CommandRunner programs();

    /** What this build is. */
    Build build();

    /**
     * Manifests for the controller.
     *
     * @param files those that are to be watched
     * @param watches what tells of changes of others
     * @param hurry looks for changes at once
     */
    record Followed(ManifestSource source, List<Path> files, List<Watch> watches, Runnable hurry) {
        public Followed {
            files = List.copyOf(files);
            watches = List.copyOf(watches);
        }
    }

    /** Podman and the kernel, until closed. */
    interface Host extends AutoCloseable {
        PodmanPort podman();

        NetfilterPort netfilter();

        Prober prober();

        Checker checker();

        /** The pod layer: rules in the network namespaces of pods. */
        default PodRulesPort podRules() {
            return PodRulesPort.NONE;
        }

        /** What puts rules into those namespaces before anything runs there. */
        default HookPort hook() {
            return HookPort.NONE;
        }

        /** Files of settings that Podman reads. */
        default SettingsPort settings() {
            return SettingsPort.NONE;
        }

        /** What the audit sees of it. */
        default LookPort look() {
            return LookPort.NONE;
        }

        /** What decides where policies are enforced, as it is now. */
        default HostFacts facts() {
            return HostFacts.ROOTFUL;
        }

        /** All of them that the reconciler works on. */
        default HostPorts ports() {
            return new HostPorts(podman(), netfilter(), podRules(), settings(), this::facts);
        }

        /** Brings back what podseg itself runs for this and what has ended meanwhile. */
        default void revive() throws HostException {}

        @Override
        void close();
    }

    /**
     * A build.
     *
     * @param version version of podseg
     * @param commit commit that it was built from, where known
     */
    record Build(String version, Optional<String> commit) {}
}
