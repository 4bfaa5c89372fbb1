package io.podseg.manifest;

import io.podseg.manifest.crd.SeccompFile;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Diagnostic;
import io.podseg.model.DidYouMean;
import io.podseg.model.Hardening.Seccomp;
import io.podseg.model.Manifest;
import io.podseg.model.SecurityProfile;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Seccomp profiles in files, for the SecurityProfiles that name them. They are files among those that were read, so they come
 * from the same folder or commit as the manifests, and from nowhere else. What did not change gives the very same manifests.
 */
final class SeccompFiles {
    private static final String POINTER = "/spec/defaults/seccompProfile/file";

    private Map<Manifest<SecurityProfile>, Filled> before = new IdentityHashMap<>();

    private record Filled(String json, Manifest<SecurityProfile> profile) {}

    /**
     * Puts the profiles where they are named; a file that is not there, or is none, is reported.
     *
     * @param read names of all files that were read
     */
    List<Manifest<SecurityProfile>> fill(
            List<Manifest<SecurityProfile>> profiles,
            TreeMap<String, SeccompFile> files,
            Set<String> read,
            List<Diagnostic> diagnostics) {
        Map<Manifest<SecurityProfile>, Filled> now = new IdentityHashMap<>();
        List<Manifest<SecurityProfile>> filled = new ArrayList<>();
        for (Manifest<SecurityProfile> profile : profiles) {
            Optional<Seccomp> named = named(profile);
            if (named.isEmpty()) {
                filled.add(profile);
                continue;
            }
            String path = beside(profile.source().start().file(), named.get().origin());
            SeccompFile file = files.get(path);
            if (file == null) {
                diagnostics.add(Diagnostic.error(profile.source().at(POINTER), missing(path, files, read)));
                filled.add(profile);
                continue;
            }
            Filled last = before.get(profile);
            Filled next = last != null && last.json().equals(file.json())
                    ? last
                    : new Filled(
                            file.json(),
                            with(profile, new Seccomp(file.json(), named.get().origin())));
            now.put(profile, next);
            filled.add(next.profile());
        }
        before = now;
        return filled;
    }

    private static String missing(String path, TreeMap<String, SeccompFile> files, Set<String> read) {
        return read.contains(path)
                ? "file " + Quoted.of(path)
                        + " holds no seccomp profile, expected one with a defaultAction (seccomp.json(5))"
                : "there is no seccomp profile " + Quoted.of(path) + " among the manifests"
                        + DidYouMean.suffix(path, files.keySet());
    }

    /** Which file a profile names, as the user would write it; empty where it names none. */
    static Optional<String> path(Manifest<SecurityProfile> profile) {
        return named(profile).map(seccomp -> beside(profile.source().start().file(), seccomp.origin()));
    }

    private static Optional<Seccomp> named(Manifest<SecurityProfile> profile) {
        return profile.object()
                .defaults()
                .hardening()
                .seccomp()
                .filter(seccomp -> seccomp.json().isEmpty());
    }

    private static String beside(String manifest, String file) {
        String relative = file.startsWith("./") ? file.substring(2) : file;
        return manifest.substring(0, manifest.lastIndexOf('/') + 1) + relative;
    }

    private static Manifest<SecurityProfile> with(Manifest<SecurityProfile> profile, Seccomp seccomp) {
        SecurityProfile object = profile.object();
        SecurityProfile.Defaults defaults = object.defaults();
        return new Manifest<>(
                profile.key(),
                new SecurityProfile(
                        object.namespaces(),
                        object.pods(),
                        object.host(),
                        object.level(),
                        object.mode(),
                        new SecurityProfile.Defaults(
                                defaults.context(),
                                defaults.memory(),
                                defaults.cpu(),
                                defaults.healthCheck(),
                                defaults.hostIp(),
                                defaults.hardening().withSeccomp(seccomp))),
                profile.source(),
                profile.marks());
    }
}
