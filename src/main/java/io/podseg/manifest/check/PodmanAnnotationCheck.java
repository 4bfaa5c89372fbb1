package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import io.podseg.model.PodmanAnnotations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The annotations of a Pod that {@code podman kube play} acts on, and the older ones of Kubernetes for seccomp and AppArmor. */
public final class PodmanAnnotationCheck {
    static final Set<String> ULIMITS = Set.of(
            ("as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack")
                    .split(" "));
    private static final Pattern ULIMIT = Pattern.compile("([a-z]+)=(-1|[0-9]{1,18})(:(-1|[0-9]{1,18}))?");
    private static final String NUMBERS = "[0-9]{1,4}(-[0-9]{1,4})?(,[0-9]{1,4}(-[0-9]{1,4})?)*";
    private static final String PROFILE = "[A-Za-z0-9._/-]{1,255}";
    private static final String FILE = "/(?!.*(^|/)\\.\\.(/|$))[^\\p{Cntrl}]{1,4095}";
    private static final String CONTAINER = "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,252}";

    /** Form and expectation of the values, by annotation without a container's name. */
    private static final Map<String, Form> FORMS = Map.ofEntries(
            form(PodmanAnnotations.USERNS, "host|auto", "host or auto"),
            form(PodmanAnnotations.INFRA_NAME, CONTAINER, "a name of a container"),
            form(PodmanAnnotations.INIT_TYPE, "always|once", "always or once"),
            form(PodmanAnnotations.PIDS_LIMIT, "-1|[1-9][0-9]{0,9}", "a number, or -1 for no limit"),
            form(PodmanAnnotations.CPUSET, NUMBERS, "processors such as 0-2,4"),
            form(PodmanAnnotations.MEMORY_NODES, NUMBERS, "memory nodes such as 0-1"),
            form(PodmanAnnotations.CID_FILE, FILE, "an absolute path"),
            form(PodmanAnnotations.SECCOMP, "unconfined|" + FILE, "unconfined or the absolute path of a profile"),
            form(PodmanAnnotations.APPARMOR, PROFILE, "unconfined or the name of a profile"),
            form(
                    PodmanAnnotations.LABEL,
                    "disable|(user|role|type|level|filetype):[A-Za-z0-9][A-Za-z0-9_.,:-]{0,254}",
                    "disable, or an SELinux option such as type:spc_t"),
            form(PodmanAnnotations.INIT, "1|t|T|TRUE|true|True|0|f|F|FALSE|false|False", "true or false"),
            form(PodmanAnnotations.AUTO_UPDATE, "registry|local|image|disabled", "registry, local or disabled"),
            form(PodmanAnnotations.AUTO_UPDATE_AUTHFILE, FILE, "an absolute path"),
            form(PodmanAnnotations.SDNOTIFY, "ignore", "ignore: no systemd unit waits for the container"),
            form(
                    PodmanAnnotations.AUTOREMOVE,
                    "0|f|F|FALSE|false|False",
                    "false: podseg would take a container that removes itself for one that was removed by hand"),
            form(
                    PodmanAnnotations.PUBLISH_ALL,
                    "0|f|F|FALSE|false|False",
                    "false: only what has a hostPort is published, as with kube play"),
            form(
                    PodmanAnnotations.VOLUMES_FROM,
                    CONTAINER + "(:(ro|rw|z)(,(ro|rw|z))*)?(;" + CONTAINER + "(:(ro|rw|z)(,(ro|rw|z))*)?)*",
                    "names of containers such as data:ro;more"),
            form(PodmanAnnotations.LEGACY_POD_SECCOMP, seccomp(), "runtime/default, unconfined or localhost/PROFILE"),
            form(PodmanAnnotations.LEGACY_SECCOMP, seccomp(), "runtime/default, unconfined or localhost/PROFILE"),
            form(
                    PodmanAnnotations.LEGACY_APPARMOR,
                    "runtime/default|unconfined|localhost/" + PROFILE,
                    "runtime/default, unconfined or localhost/PROFILE"));

    private final Problems problems;

    private record Form(Pattern pattern, String expectation) {}

    /** A check of one Pod. */
    public PodmanAnnotationCheck(Problems problems) {
        this.problems = problems;
    }

    private static Map.Entry<String, Form> form(String annotation, String pattern, String expectation) {
        return Map.entry(annotation, new Form(Pattern.compile(pattern), expectation));
    }

    private static String seccomp() {
        return "runtime/default|docker/default|unconfined|localhost/(?!.*\\.\\.)" + PROFILE;
    }

    /** Whether an annotation means something to Podman, so that it may not be passed over. */
    static boolean concerns(String key) {
        return Stream.of(
                        "io.podman.",
                        "io.containers.",
                        "bind-mount-options",
                        "seccomp.security.alpha.kubernetes.io/",
                        "container.seccomp.security.alpha.kubernetes.io/",
                        "container.apparmor.security.beta.kubernetes.io/")
                .anyMatch(key::startsWith);
    }

    /** Reports the annotations that cannot be acted on. */
    public void check(@Nullable Map<String, String> annotations, PodSpec spec) {
        List<String> containers = new ArrayList<>();
        Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .map(Container::getName)
                .filter(Objects::nonNull)
                .forEach(containers::add);
        new TreeMap<>(annotations == null ? Map.of() : annotations).forEach((key, value) -> {
            if (concerns(key)) {
                check(key, value, containers, spec);
            }
        });
    }

    private void check(String key, String value, List<String> containers, PodSpec spec) {
        String at = Pointers.child("/metadata/annotations", key);
        int slash = key.lastIndexOf('/');
        String name = slash < 0 ? key : key.substring(0, slash);
        String container = slash < 0 ? "" : key.substring(slash + 1);
        if (PodmanAnnotations.OF_POD.contains(key)) {
            value(at, key, key, value);
            ofPod(at, key, value, spec);
        } else if (slash < 0 || !PodmanAnnotations.OF_CONTAINER.contains(name)) {
            problems.error(
                    at,
                    "annotation " + Quoted.of(key) + " is not enforced by this version of podseg" + hint(key, name));
        } else if (!containers.contains(container)) {
            problems.error(
                    at,
                    "annotation " + Quoted.of(key) + ": the pod has no container " + Quoted.of(container)
                            + DidYouMean.suffix(container, containers));
        } else {
            value(at, key, name, value);
            ofContainer(at, name, container, value);
            if (name.equals(PodmanAnnotations.INIT) && PodmanAnnotations.isYes(value)) {
                init(at, spec);
            }
        }
    }

    private void init(String at, PodSpec spec) {
        if (Boolean.TRUE.equals(spec.getHostPID()) || Boolean.TRUE.equals(spec.getShareProcessNamespace())) {
            problems.error(
                    at,
                    "an init process has no effect with hostPID or shareProcessNamespace, where it is not the first process");
        }
    }

    private static String hint(String key, String name) {
        if (PodmanAnnotations.OF_CONTAINER.contains(key)) {
            return "; write " + key + "/CONTAINER";
        }
        return PodmanAnnotations.OF_POD.contains(name) ? "; write " + name : "";
    }

    private void value(String at, String key, String name, String value) {
        if (name.equals(PodmanAnnotations.ULIMIT)) {
            ulimits(at, value);
            return;
        }
        Form form = FORMS.get(name);
        boolean numbers = name.equals(PodmanAnnotations.CPUSET) || name.equals(PodmanAnnotations.MEMORY_NODES);
        if (form != null
                && (!form.pattern.matcher(value).matches()
                        || numbers && NumberRanges.backward(value).isPresent())) {
            problems.error(
                    at, "annotation " + Quoted.of(key) + " is " + Quoted.of(value) + ", expected " + form.expectation);
        }
    }

    private void ulimits(String at, String value) {
        for (String limit : value.split(",", -1)) {
            var matcher = ULIMIT.matcher(limit);
            if (!matcher.matches()) {
                problems.error(
                        at,
                        "ulimit " + Quoted.of(limit)
                                + " is not valid, expected NAME=SOFT[:HARD] such as nofile=1024:2048");
            } else if (!ULIMITS.contains(matcher.group(1))) {
                problems.error(
                        at,
                        "there is no ulimit " + Quoted.of(matcher.group(1))
                                + DidYouMean.orExpected(matcher.group(1), ULIMITS, "nofile"));
            } else if (matcher.group(4) != null && larger(matcher.group(2), matcher.group(4))) {
                problems.error(at, "ulimit " + Quoted.of(limit) + " has a soft limit above the hard one");
            }
        }
    }

    private static boolean larger(String soft, String hard) {
        return !hard.equals("-1") && (soft.equals("-1") || Long.parseLong(soft) > Long.parseLong(hard));
    }

    private void ofPod(String at, String key, String value, PodSpec spec) {
        if (key.equals(PodmanAnnotations.USERNS) && !value.equals("host")) {
            if (Boolean.TRUE.equals(spec.getHostUsers())) {
                problems.error(at, "annotation " + Quoted.of(key) + " contradicts hostUsers: true");
            } else if (Boolean.TRUE.equals(spec.getHostNetwork())
                    || Boolean.TRUE.equals(spec.getHostPID())
                    || Boolean.TRUE.equals(spec.getHostIPC())) {
                problems.error(
                        at,
                        "a user namespace is not possible together with hostNetwork, hostPID or hostIPC, whose namespaces are"
                                + " the host's");
            }
        } else if (key.equals(PodmanAnnotations.USERNS) && Boolean.FALSE.equals(spec.getHostUsers())) {
            problems.error(at, "annotation " + Quoted.of(key) + " contradicts hostUsers: false");
        } else if (key.equals(PodmanAnnotations.INIT_TYPE)
                && spec.getInitContainers().isEmpty()) {
            problems.error(at, "annotation " + Quoted.of(key) + " has no effect: the pod has no init containers");
        } else if (key.equals(PodmanAnnotations.AUTO_UPDATE)) {
            autoUpdate(at, value);
        }
    }

    private void ofContainer(String at, String name, String container, String value) {
        if (name.equals(PodmanAnnotations.VOLUMES_FROM)
                && Stream.of(value.split(";", -1))
                        .anyMatch(entry -> entry.replaceFirst(":.*", "").equals(container))) {
            problems.error(at, "container " + Quoted.of(container) + " cannot take volumes from itself");
        } else if (name.equals(PodmanAnnotations.CID_FILE)) {
            problems.warning(at, "the file is only shown by podman inspect; nobody writes it, as with kube play");
        } else if (name.equals(PodmanAnnotations.AUTO_UPDATE)) {
            autoUpdate(at, value);
        }
    }

    private void autoUpdate(String at, String value) {
        if (!value.equals("disabled")) {
            problems.warning(
                    at,
                    "podman auto-update sees the label, but restarts only containers of systemd units, which pods are not");
        }
    }
}
