package io.podseg.host.hook;

import io.podseg.host.files.PlacedFile;
import io.podseg.host.files.Problem;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PodFilters;
import io.podseg.reconcile.PodRulesPort;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Firewall;
import io.podseg.state.RulesetText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The folder in which the hook finds what a pod is allowed: {@code pods/NAME/rules}, {@code ids/CONTAINER} with the name of the
 * pod whose infra container that is, and {@code ran/CONTAINER} with what the hook did. It is gone after a boot, and so are the
 * containers; whatever starts before podseg has written it again is dark.
 */
public final class RuntimeFolder implements PodRulesPort {
    /** No pod of podseg's can have this name. */
    static final String TRIAL = "_trial";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    private final Path folder;
    private final PodFilters namespaces;
    private final Map<String, Kept> written = new ConcurrentHashMap<>();

    /** Which pod a file of a container is about, once it says so: that never changes as long as the container is there. */
    private final Map<Path, String> about = new ConcurrentHashMap<>();

    /**
     * @param namespaces where pods run
     */
    public RuntimeFolder(Path folder, PodFilters namespaces) {
        this.folder = folder;
        this.namespaces = namespaces;
    }

    /** What this process wrote last, and how to see that nobody has touched it since. */
    private record Kept(Firewall rules, Map<String, Object> stamp) {}

    @Override
    public void keep(String podmanName, Firewall rules) throws HostException {
        Path file = rules(podmanName);
        Kept last = written.get(podmanName);
        if (last != null && last.rules().equals(rules) && last.stamp().equals(stamp(file))) {
            return;
        }
        make();
        PlacedFile.folder(part("pods").resolve(podmanName), "rwx------");
        PlacedFile.write(file, RulesetText.write(rules), "rw-------");
        written.put(podmanName, new Kept(rules, stamp(file)));
    }

    @Override
    public void bind(String podmanName, String infraContainer) throws HostException {
        make();
        Path file = part("ids").resolve(plain(infraContainer));
        about.remove(file);
        PlacedFile.write(file, plain(podmanName) + "\n", "rw-------");
    }

    @Override
    public void forget(String podmanName) throws HostException {
        written.remove(podmanName);
        try {
            Files.deleteIfExists(rules(podmanName));
            PlacedFile.removeFolder(part("pods").resolve(podmanName));
            for (String part : List.of("ids", "ran")) {
                for (Path file : list(part(part))) {
                    if (pod(file).equals(podmanName)) {
                        Files.deleteIfExists(file);
                        about.remove(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new HostException("cannot forget the rules of pod " + podmanName + ": " + Problem.of(e), e);
        }
    }

    @Override
    public Set<String> kept() throws HostException {
        Set<String> whole = new TreeSet<>();
        for (Path pod : list(part("pods"))) {
            String name = pod.getFileName().toString();
            if (!name.equals(TRIAL) && sound(name)) {
                whole.add(name);
            }
        }
        return whole;
    }

    @Override
    public void retain(Set<Long> processes) {
        namespaces.retain(processes);
    }

    @Override
    public boolean isThere(long process) {
        return namespaces.isThere(process);
    }

    @Override
    public NetfilterPort in(long process) {
        return namespaces.in(process);
    }

    /** What the hook did for a container, in its words; empty where it did not run for it. */
    Optional<String> receipt(String container) throws HostException {
        Path file = part("ran").resolve(plain(container));
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.cannot("read", file, e);
        }
    }

    /** Why the hook could not trust what stands here; empty where it can, or where nothing stands here yet. */
    Optional<String> problem() {
        try {
            for (Path path : List.of(folder, part("pods"), part("ids"), part("ran"))) {
                Optional<String> spoilt = Files.exists(path) ? PlacedFile.spoilt(path) : Optional.empty();
                if (spoilt.isPresent()) {
                    return spoilt;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(folder + " cannot be looked at: " + Problem.of(e));
        }
    }

    private boolean sound(String name) {
        Path file = rules(name);
        Kept last = written.get(name);
        if (last != null && last.stamp().equals(stamp(file))) {
            return true;
        }
        try {
            return RulesetText.read(Files.readString(file, StandardCharsets.UTF_8), BridgeSysctls.NONE)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes what is missing of it. */
    void make() throws HostException {
        PlacedFile.folder(folder, "rwxr-xr-x");
        for (String part : List.of("pods", "ids", "ran")) {
            PlacedFile.folder(part(part), "rwx------");
        }
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            throw new HostException(problem.get() + ", so it cannot hold the rules of pods");
        }
    }

    private Path part(String name) {
        return folder.resolve(name);
    }

    private Path rules(String podmanName) {
        return part("pods").resolve(plain(podmanName)).resolve("rules");
    }

    private static String plain(String name) {
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("no name of a pod or container: " + name);
        }
        return name;
    }

    private static List<Path> list(Path folder) throws HostException {
        return PlacedFile.list(folder, PLAIN.asMatchPredicate());
    }

    /**
     * The first word, which is the pod. Pods are forgotten several at once: a file that another took away meanwhile names none. Each
     * file is read once, and not once for each pod that goes.
     */
    private String pod(Path file) throws IOException {
        String known = about.getOrDefault(file, "");
        if (!known.isEmpty()) {
            return known;
        }
        try {
            String pod = Files.readString(file, StandardCharsets.UTF_8).strip().split("\\s", 2)[0];
            if (PLAIN.matcher(pod).matches()) {
                about.put(file, pod);
            }
            return pod;
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** The file's stamp; the kernel sets the time of change, and nobody else can (inode(7)). Empty where there is no file. */
    private static Map<String, Object> stamp(Path file) {
        try {
            return Files.readAttributes(file, "unix:fileKey,size,lastModifiedTime,ctime");
        } catch (IOException e) {
            return Map.of();
        }
    }
}
