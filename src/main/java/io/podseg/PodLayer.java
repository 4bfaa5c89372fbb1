package io.podseg;

import io.podseg.host.hook.HookPlaces;
import io.podseg.host.hook.InstalledHook;
import io.podseg.host.hook.RuntimeFolder;
import io.podseg.host.netfilter.PodNamespaces;
import io.podseg.reconcile.PodmanUser;
import java.nio.file.Path;

/**
 * The pod layer of this host.
 *
 * @param rules what each pod is allowed, for the hook to load
 * @param hook what loads it
 * @param namespaces where it is loaded, and who watches over that
 */
record PodLayer(RuntimeFolder rules, InstalledHook hook, PodNamespaces namespaces) {
    static PodLayer of(PodmanUser user, Path stateFolder, InstalledHook.Trial trial, PodNamespaces namespaces) {
        HookPlaces places = HookPlaces.of(user, System.getenv(), stateFolder);
        RuntimeFolder rules = new RuntimeFolder(user.runtime(), namespaces);
        return new PodLayer(rules, new InstalledHook(places, programs(), rules, trial), namespaces);
    }

    /** Folder with the programs as they were built, which the launcher tells. */
    static Path programs() {
        return Path.of(System.getProperty("podseg.home", "."))
                .toAbsolutePath()
                .normalize()
                .resolve("bin");
    }
}
