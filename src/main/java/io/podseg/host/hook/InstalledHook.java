package io.podseg.host.hook;

import io.podseg.host.files.PlacedFile;
import io.podseg.host.files.Problem;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.HostException;
import io.podseg.state.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The hook where this Podman reads it: programs, JSON, and the setting that names the JSON's folder. */
public final class InstalledHook implements HookPort {
    private static final String PROGRAM = "rwxr-xr-x";
    private static final String READABLE = "rw-r--r--";

    private final HookPlaces places;
    private final Path distribution;
    private final RuntimeFolder runtime;
    private final Inspection inspection;
    private final Trial trial;

    /**
     * @param distribution folder with the programs as they were built
     */
    public InstalledHook(HookPlaces places, Path distribution, RuntimeFolder runtime, Trial trial) {
        this.places = places;
        this.distribution = distribution;
        this.runtime = runtime;
        this.inspection = new Inspection(places, distribution, runtime);
        this.trial = trial;
    }

    /** Starts a container that nobody needs, only to see whether the hook runs for it. */
    @FunctionalInterface
    public interface Trial {
        /** Why Podman could not start it; empty where it did. */
        Optional<String> run(Made made) throws HostException;
    }

    /** Is told of the container before it starts. */
    @FunctionalInterface
    public interface Made {
        void infra(String id) throws HostException;
    }

    @Override
    public Optional<String> problem() {
        try {
            return inspection.parts().stream()
                    .flatMap(part -> part.problem().stream())
                    .findFirst();
        } catch (HostException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Report look() throws HostException {
        boolean installed = Files.exists(places.json()) || Files.exists(places.record());
        return new Report(installed, inspection.parts());
    }

    @Override
    public List<String> install() throws HostException {
        List<String> changed = new ArrayList<>();
        PlacedFile.folder(places.programs(), PROGRAM);
        PlacedFile.folder(places.hooks(), PROGRAM);
        runtime.make();
        Map<Path, String> files = new LinkedHashMap<>();
        for (Path program : inspection.programs()) {
            files.put(program, read(distribution.resolve(program.getFileName())));
        }
        files.put(places.json(), HookJson.of(places));
        for (Map.Entry<Path, String> file : files.entrySet()) {
            String mode = file.getKey().equals(places.json()) ? READABLE : PROGRAM;
            if (PlacedFile.write(file.getKey(), file.getValue(), mode)) {
                changed.add("wrote " + file.getKey());
            }
        }
        PlacedFile.write(places.record(), record(files), READABLE);
        list(changed);
        return changed;
    }

    /** Last of all: from here on Podman reads it. */
    private void list(List<String> changed) throws HostException {
        String folder = places.hooks().toString();
        List<String> before = HooksDir.effective(places, true);
        if (before.contains(folder)) {
            if (!Files.exists(places.dropIn())) {
                return;
            }
        } else if (places.alone().isPresent()) {
            throw new HostException("$CONTAINERS_CONF makes Podman read no other settings than "
                    + places.alone().get() + ": add \"" + folder + "\" to hooks_dir in its table [engine]");
        }
        PlacedFile.folder(places.settingsFolder(), PROGRAM);
        if (PlacedFile.write(places.dropIn(), Inspection.setting(before, folder), READABLE)) {
            changed.add("wrote " + places.dropIn() + " (hooks_dir)");
        }
        if (!HooksDir.effective(places, false).contains(folder)) {
            throw new HostException("another file of Podman's settings sets hooks_dir without " + folder + ": "
                    + Inspection.overriding(places) + "; add it there");
        }
    }

    @Override
    public List<String> uninstall() throws HostException {
        List<String> changed = new ArrayList<>();
        List<Path> files = new ArrayList<>(List.of(places.dropIn(), places.json()));
        files.addAll(inspection.programs());
        files.add(places.record());
        try {
            for (Path file : files) {
                if (Files.deleteIfExists(file)) {
                    changed.add("removed " + file);
                }
            }
            PlacedFile.removeFolder(places.programs());
        } catch (IOException e) {
            throw new HostException("cannot remove the hook: " + Problem.of(e), e);
        }
        return changed;
    }

    @Override
    public Optional<String> prove() throws HostException {
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            return problem;
        }
        List<String> ids = new ArrayList<>();
        runtime.keep(RuntimeFolder.TRIAL, TrialRules.RULES);
        try {
            Optional<String> failed = trial.run(id -> {
                runtime.bind(RuntimeFolder.TRIAL, id);
                ids.add(id);
            });
            return failed.isPresent() ? failed : judged(runtime.receipt(ids.getFirst()));
        } finally {
            runtime.forget(RuntimeFolder.TRIAL);
        }
    }

    private static Optional<String> judged(Optional<String> receipt) {
        if (receipt.isEmpty()) {
            return Optional.of(
                    "Podman started a container and did not run the hook. Its API service reads its settings when it starts:"
                            + " where it was started before the hook was installed, restart it (systemctl restart podman.service)");
        }
        String said = receipt.get();
        return said.equals(RuntimeFolder.TRIAL + " loaded")
                ? Optional.empty()
                : Optional.of("the hook ran and did not load the rules that it was given: " + said);
    }

    private static String record(Map<Path, String> files) {
        return files.entrySet().stream()
                .map(file -> Hash.whole(file.getValue().getBytes(StandardCharsets.UTF_8)) + "  " + file.getKey() + "\n")
                .collect(Collectors.joining());
    }

    private static String read(Path file) throws HostException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Problem.cannot("read", file, e);
        }
    }
}
