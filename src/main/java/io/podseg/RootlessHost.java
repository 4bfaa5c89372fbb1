package io.podseg;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.netfilter.RootlessBoot;
import io.podseg.host.netfilter.RootlessHolder;
import io.podseg.host.netfilter.RootlessNetfilter;
import io.podseg.host.netfilter.RootlessNetns;
import io.podseg.host.netfilter.RootlessNetns.Storage;
import io.podseg.host.podman.ApiService;
import io.podseg.reconcile.PodmanUser;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an ordinary user's host has and root's has not.
 *
 * @param netns where the bridges are
 * @param filter the packet filter there
 */
record RootlessHost(RootlessNetns netns, RootlessNetfilter filter) {
    static RootlessHost of(
            PodmanUser user,
            ApiService service,
            Optional<String> connection,
            Path stateFolder,
            CommandRunner programs) {
        Path runtime = user.socket().resolve("../..").normalize();
        // A service that somebody names may have been started with another storage than this user's usual one.
        Optional<Storage> usual = RootlessNetns.usual(System.getenv()).filter(storage -> connection.isEmpty());
        RootlessNetns netns =
                new RootlessNetns(runtime, usual, () -> new Storage(service.dataFolder(), service.runtimeFolder()));
        return new RootlessHost(
                netns,
                new RootlessNetfilter(
                        programs,
                        netns,
                        stateFolder,
                        new RootlessHolder(user.runtime()),
                        new RootlessBoot(programs, PodLayer.programs().resolve("podseg-firewall"), stateFolder)));
    }
}
