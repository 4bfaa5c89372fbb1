package io.podseg.host.hook;

import io.podseg.host.files.PlacedFile;
import io.podseg.host.files.Problem;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The setting {@code hooks_dir} of containers.conf(5), as Podman works it out of all its files. */
final class HooksDir {
    /** Podman's own, where no file says anything. */
    static final String DEFAULT = "/usr/share/containers/oci/hooks.d";

    private static final Pattern TABLE = Pattern.compile("\\s*\\[\\s*([^\\[\\]\"']+?)\\s*]\\s*(#.*)?");
    private static final Pattern KEY = Pattern.compile("\\s*(engine\\s*\\.\\s*)?\"?hooks_dir\"?\\s*=\\s*");
    private static final Pattern APPEND = Pattern.compile("append\\s*=\\s*(true|false)");

    private HooksDir() {}

    /**
     * What one file says.
     *
     * @param folders the entries
     * @param append whether they follow those of the files before; empty where it does not say
     */
    record Setting(List<String> folders, Optional<Boolean> append) {}

    /** The folders in force. */
    static List<String> effective(HookPlaces places, boolean withoutOwn) throws HostException {
        List<String> folders = List.of(DEFAULT);
        boolean appending = false;
        for (Path file : files(places)) {
            if (withoutOwn && file.equals(places.dropIn())) {
                continue;
            }
            Optional<Setting> said = said(file);
            if (said.isEmpty()) {
                continue;
            }
            appending = said.get().append().orElse(appending);
            List<String> all = new ArrayList<>(appending ? folders : List.of());
            all.addAll(said.get().folders());
            folders = List.copyOf(all);
        }
        return folders;
    }

    /**
     * The file that Podman takes for a hook of another folder: a name counts once, in the last folder that has it
     * ({@code hooks.New} of containers/common).
     */
    static Optional<Path> inPlaceOf(Path hook, List<String> folders) {
        return folders.stream()
                .map(folder -> Path.of(folder).resolve(hook.getFileName()))
                .filter(Files::exists)
                .reduce((_, last) -> last)
                .filter(last -> !isSame(hook, last));
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    /** Podman's files, in the order in which it reads them. */
    static List<Path> files(HookPlaces places) throws HostException {
        List<Path> files = new ArrayList<>();
        if (places.alone().isPresent()) {
            files.add(places.alone().get());
        } else {
            for (Path path : places.settings()) {
                files.addAll(
                        Files.isDirectory(path)
                                ? PlacedFile.list(path, name -> name.endsWith(".conf"))
                                : Files.exists(path) ? List.of(path) : List.of());
            }
        }
        places.last().ifPresent(files::add);
        return files;
    }

    /** What a file says. */
    static Optional<Setting> said(Path file) throws HostException {
        return parse(read(file));
    }

    private static String read(Path file) throws HostException {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw Problem.cannot("read", file, e);
        }
    }

    /** What a file says about it; empty where it says nothing. */
    static Optional<Setting> parse(String toml) {
        String table = "";
        int at = 0;
        while (at < toml.length()) {
            int end = toml.indexOf('\n', at) < 0 ? toml.length() : toml.indexOf('\n', at);
            String line = toml.substring(at, end);
            Matcher head = TABLE.matcher(line);
            Matcher key = KEY.matcher(line);
            if (head.matches()) {
                table = head.group(1);
            } else if (key.lookingAt() && table.equals(key.group(1) == null ? "engine" : "")) {
                return Optional.of(array(toml, at + key.end()));
            }
            at = end + 1;
        }
        return Optional.empty();
    }

    /** An array of strings, over as many lines as it takes, with Podman's table {@code {append=true}} among them. */
    private static Setting array(String toml, int start) {
        List<String> folders = new ArrayList<>();
        StringBuilder bare = new StringBuilder();
        int at = start;
        while (at < toml.length() && toml.charAt(at) != ']') {
            char sign = toml.charAt(at);
            if (sign == '#') {
                at = toml.indexOf('\n', at) < 0 ? toml.length() : toml.indexOf('\n', at);
            } else if (sign == '"' || sign == '\'') {
                int end = toml.indexOf(sign, at + 1) < 0 ? toml.length() : toml.indexOf(sign, at + 1);
                folders.add(toml.substring(at + 1, end));
                at = end + 1;
            } else {
                bare.append(sign);
                at++;
            }
        }
        Matcher append = APPEND.matcher(bare);
        return new Setting(
                List.copyOf(folders),
                append.find() ? Optional.of(append.group(1).equals("true")) : Optional.empty());
    }
}
