package io.podseg.host.config;

import io.podseg.host.files.PlacedFile;
import io.podseg.reconcile.HostException;
import io.podseg.state.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * containers.conf(5): a file of podseg's own among those that Podman reads. It tells which settings it has in a comment; where somebody
 * wrote more into it, it counts as not written. What a file that Podman reads later says instead counts as what is set.
 */
final class ContainersConf implements SettingsFile {
    private static final String TITLE =
            "# Written by podseg from SecurityProfiles that are marked for the host; changes are taken back.\n";
    private static final String NAMES = "# podseg: ";
    private static final String MADE = "# podseg made this folder\n";
    private static final String FOLDER = "rwxr-xr-x";
    private static final String FILE = "rw-r--r--";
    private static final String SECCOMP = "containers.seccomp_profile";

    private final ConfigPlaces places;

    ContainersConf(ConfigPlaces places) {
        this.places = places;
    }

    @Override
    public SortedMap<String, String> read(Set<String> names) throws HostException {
        TreeMap<String, String> found = places.alone().isPresent() ? new TreeMap<>() : own();
        for (Path later : later()) {
            found.putAll(Toml.settings(later));
        }
        found.keySet().retainAll(names);
        Optional<String> seccomp = Optional.ofNullable(found.get(SECCOMP));
        if (seccomp.equals(Optional.of(JsonText.of(places.seccomp().toString())))) {
            PlacedFile.trusted(places.seccomp())
                    .ifPresentOrElse(text -> found.put(SECCOMP, text.strip()), () -> found.remove(SECCOMP));
        }
        return found;
    }

    @Override
    public void write(SortedMap<String, Optional<String>> changes) throws HostException {
        boolean sets = changes.values().stream().anyMatch(Optional::isPresent);
        if (places.alone().isPresent() && sets) {
            throw new HostException("$CONTAINERS_CONF makes Podman read no other settings than "
                    + places.alone().get() + ": write them there, or do without the variable");
        }
        TreeMap<String, String> settings = own();
        TreeMap<String, String> wanted = new TreeMap<>();
        for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
            String name = change.getKey();
            change.getValue().ifPresentOrElse(value -> wanted.put(name, value), () -> settings.remove(name));
        }
        Optional<String> profile = Optional.ofNullable(wanted.get(SECCOMP)).filter(value -> value.startsWith("{"));
        if (profile.isPresent()) {
            PlacedFile.folder(places.folder(), FOLDER);
            PlacedFile.write(places.seccomp(), profile.get() + "\n", FILE);
            wanted.put(SECCOMP, JsonText.of(places.seccomp().toString()));
        }
        settings.putAll(wanted);
        place(settings);
        if (!JsonText.of(places.seccomp().toString()).equals(settings.get(SECCOMP))) {
            ConfigText.delete(places.seccomp());
        }
        complain(wanted);
    }

    /** What stands in podseg's own file; nothing where it is not as podseg wrote it. */
    private TreeMap<String, String> own() throws HostException {
        Optional<String> text = PlacedFile.trusted(places.dropIn());
        List<String> told = text.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(NAMES))
                .flatMap(line -> Arrays.stream(line.substring(NAMES.length()).split(" ")))
                .toList();
        try {
            TreeMap<String, String> settings = Toml.settings(places.dropIn(), text);
            return told.containsAll(settings.keySet()) ? settings : new TreeMap<>();
        } catch (HostException e) {
            return new TreeMap<>();
        }
    }

    private void place(SortedMap<String, String> settings) throws HostException {
        Path folder = places.dropIn().resolveSibling(".").normalize();
        boolean madeBefore = PlacedFile.trusted(places.dropIn()).stream().anyMatch(text -> text.contains(MADE));
        if (!settings.isEmpty()) {
            boolean made = PlacedFile.folder(folder, FOLDER) || madeBefore;
            PlacedFile.write(places.dropIn(), text(settings, made), FILE);
            return;
        }
        ConfigText.delete(places.dropIn());
        if (madeBefore && PlacedFile.list(folder, any -> true).isEmpty()) {
            ConfigText.delete(folder);
        }
    }

    /** JSON's strings, numbers and lists of them mean the same in TOML, which wants one control character more escaped. */
    private static String text(SortedMap<String, String> settings, boolean made) {
        StringBuilder out = new StringBuilder(TITLE);
        if (made) {
            out.append(MADE);
        }
        out.append(NAMES).append(String.join(" ", settings.keySet())).append('\n');
        String table = "";
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            int dot = setting.getKey().indexOf('.');
            if (!setting.getKey().substring(0, dot).equals(table)) {
                table = setting.getKey().substring(0, dot);
                out.append('[').append(table).append("]\n");
            }
            out.append(setting.getKey().substring(dot + 1))
                    .append(" = ")
                    .append(setting.getValue().replace("\u007f", "\\u007f"))
                    .append('\n');
        }
        return out.toString();
    }

    /** Files that Podman reads after podseg's, in its order. */
    private List<Path> later() throws HostException {
        List<Path> files = new ArrayList<>();
        if (places.alone().isPresent()) {
            files.add(places.alone().get());
        } else {
            for (Path path : places.settings()) {
                files.addAll(
                        Files.isDirectory(path)
                                ? PlacedFile.list(path, name -> name.endsWith(".conf"))
                                : List.of(path));
            }
            int own = files.indexOf(places.dropIn());
            Path folder = places.dropIn().resolveSibling(".").normalize();
            files = own < 0
                    ? files.stream()
                            .filter(file -> folder.equals(file.getParent()) && file.compareTo(places.dropIn()) > 0)
                            .collect(Collectors.toCollection(ArrayList::new))
                    : new ArrayList<>(files.subList(own + 1, files.size()));
        }
        places.last().ifPresent(files::add);
        return files;
    }

    private void complain(Map<String, String> wanted) throws HostException {
        for (Path later : later()) {
            TreeMap<String, String> says = Toml.settings(later);
            for (Map.Entry<String, String> setting : wanted.entrySet()) {
                String other = says.get(setting.getKey());
                if (other != null && !other.equals(setting.getValue())) {
                    throw new HostException(later + " sets " + setting.getKey() + " to " + other
                            + ", and Podman reads it after podseg's file; take it out there");
                }
            }
        }
    }
}
