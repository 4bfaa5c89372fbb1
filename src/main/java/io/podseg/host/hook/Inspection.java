package io.podseg.host.hook;

import io.podseg.host.files.PlacedFile;
import io.podseg.host.files.Problem;
import io.podseg.reconcile.HookPort.Part;
import io.podseg.reconcile.HostException;
import io.podseg.state.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at everything that the hook needs. Reads a few small files and starts nothing. */
final class Inspection {
    private static final String INSTALL = "run podseg hook install";

    private final HookPlaces places;
    private final Path distribution;
    private final RuntimeFolder runtime;

    Inspection(HookPlaces places, Path distribution, RuntimeFolder runtime) {
        this.places = places;
        this.distribution = distribution;
        this.runtime = runtime;
    }

    /** The programs that the hook is made of. */
    List<Path> programs() {
        return places.rootless().isPresent() ? List.of(places.program(), places.firewall()) : List.of(places.program());
    }

    /** One for each thing that the hook needs. */
    List<Part> parts() throws HostException {
        List<Part> parts = new ArrayList<>();
        Map<Path, String> sums = sums();
        for (Path program : programs()) {
            parts.add(file("program", program, sums));
        }
        parts.add(file("json", places.json(), sums));
        parts.add(hooksDir());
        parts.add(runtime());
        return parts;
    }

    private Part file(String id, Path file, Map<Path, String> sums) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            Optional<String> open = spoilt(file);
            if (open.isPresent()) {
                return bad(id, open.get(), "chmod and chown it, and " + INSTALL);
            }
            String sum = Hash.whole(bytes);
            if (!sum.equals(sums.get(file))) {
                return bad(id, file + " is not what was installed", INSTALL);
            }
            return good(id, file + (sum.equals(built(file)) ? "" : " (of another version of podseg; " + INSTALL + ")"));
        } catch (NoSuchFileException e) {
            return sums.isEmpty()
                    ? bad(id, "the hook is not installed", INSTALL)
                    : bad(id, file + " is missing", INSTALL);
        } catch (IOException e) {
            return bad(id, file + " cannot be read: " + Problem.of(e), INSTALL);
        }
    }

    /** The file, or the folder that it stands in. */
    private static Optional<String> spoilt(Path file) throws IOException {
        Optional<String> open = PlacedFile.spoilt(file);
        return open.isPresent() ? open : PlacedFile.spoilt(file.resolveSibling("."));
    }

    /** The sum that it would have if it were installed now. */
    private String built(Path file) throws IOException {
        byte[] bytes = file.equals(places.json())
                ? HookJson.of(places).getBytes(StandardCharsets.UTF_8)
                : Files.readAllBytes(distribution.resolve(file.getFileName()));
        return Hash.whole(bytes);
    }

    private Part hooksDir() throws HostException {
        String folder = places.hooks().toString();
        if (!HooksDir.effective(places, false).contains(folder)) {
            String where = overriding(places);
            return bad(
                    "hooks_dir",
                    folder + " is not in Podman's hooks_dir" + (where.isEmpty() ? "" : " (" + where + ")"),
                    where.isEmpty() || where.equals(places.dropIn().toString())
                            ? INSTALL
                            : "add it there, or " + INSTALL);
        }
        Optional<Path> other = HooksDir.inPlaceOf(places.json(), HooksDir.effective(places, false));
        if (other.isPresent()) {
            return bad(
                    "hooks_dir",
                    "Podman reads " + other.get() + " in place of " + places.json()
                            + ": of files with one name it takes that of the last folder in hooks_dir",
                    "rename or remove " + other.get());
        }
        List<String> before = HooksDir.effective(places, true);
        boolean stale = Files.exists(places.dropIn())
                && !HooksDir.effective(places, false).containsAll(before);
        return stale
                ? bad("hooks_dir", places.dropIn() + " leaves out what other files have in hooks_dir since", INSTALL)
                : good("hooks_dir", "Podman reads hooks in " + folder);
    }

    private Part runtime() {
        Optional<String> problem = runtime.problem();
        return problem.map(words -> bad("runtime", words, "chmod and chown it"))
                .orElseGet(() -> good("runtime", "rulesets of pods are kept in " + places.runtime()));
    }

    /** The last file that sets hooks_dir; empty where none does. */
    static String overriding(HookPlaces places) throws HostException {
        String last = "";
        for (Path file : HooksDir.files(places)) {
            if (HooksDir.said(file).isPresent()) {
                last = file.toString();
            }
        }
        return last;
    }

    /** Podseg's own file of settings. */
    static String setting(List<String> before, String folder) {
        List<String> all = new ArrayList<>(before);
        if (!all.contains(folder)) {
            all.add(folder);
        }
        return all.stream()
                .map(entry -> "'" + entry + "'")
                .collect(Collectors.joining(
                        ", ",
                        "# Written by `podseg hook install`: the entries of the other files, and podseg's.\n[engine]\nhooks_dir = [",
                        "]\n"));
    }

    private Map<Path, String> sums() throws HostException {
        Map<Path, String> sums = new HashMap<>();
        try {
            for (String line : Files.readAllLines(places.record(), StandardCharsets.UTF_8)) {
                String[] words = line.split("  ", 2);
                if (words.length == 2) {
                    sums.put(Path.of(words[1]), words[0]);
                }
            }
        } catch (NoSuchFileException e) {
            return sums;
        } catch (IOException e) {
            throw Problem.cannot("read", places.record(), e);
        }
        return sums;
    }

    private static Part good(String id, String message) {
        return new Part(id, Optional.empty(), message, "");
    }

    private static Part bad(String id, String problem, String remedy) {
        return new Part(id, Optional.of(problem), problem, remedy);
    }
}
