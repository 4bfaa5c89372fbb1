package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.hardening.Wish.Place;
import io.podseg.model.Hardening;
import io.podseg.model.Hardening.BlockIo;
import io.podseg.model.Hardening.Rate;
import io.podseg.model.Hardening.Tmpfs;
import io.podseg.model.Hardening.UserNamespace;
import io.podseg.model.Manifest;
import io.podseg.model.SecurityProfile;
import io.podseg.model.SecurityProfile.Defaults;
import io.podseg.model.Source;
import io.podseg.state.Hash;
import io.podseg.state.PodFields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one profile fills in, flat. */
final class Wishes {
    static final String ADD = "capabilities.add";
    static final String DROP = "capabilities.drop";
    static final String ESCALATION = "allowPrivilegeEscalation";
    static final String NON_ROOT = "runAsNonRoot";
    static final String USER = "runAsUser";
    static final String GROUP = "runAsGroup";
    static final String READ_ONLY = "readOnlyRootFilesystem";
    static final String SECCOMP = "seccompProfile";
    static final String APPARMOR = "appArmorProfile";
    static final String SELINUX = "seLinuxOptions.";
    static final String MEMORY = "resources.memory";
    static final String CPU = "resources.cpu";
    static final String SWAP = "resources.memorySwap";
    static final String RESERVATION = "resources.memoryReservation";
    static final String SHARES = "resources.cpuShares";
    static final String CPUS = "resources.cpus";
    static final String PIDS = "resources.pids";
    static final String ULIMITS = "resources.ulimits";
    static final String BLOCK_IO = "resources.blockIO.";
    static final String TMPFS = "tmpfs";
    static final String USERS = "userNamespace";
    static final String HEALTH = "healthCheck";
    static final String RETRIES = "restart.maxRetries";
    static final String HOST_IP = "hostIP";

    private static final String DEFAULTS = "/spec/defaults/";

    private final Source source;
    private final String name;
    private final SecurityProfile profile;
    private final List<Wish> wishes = new ArrayList<>();

    private Wishes(Manifest<SecurityProfile> manifest) {
        this.source = manifest.source();
        this.profile = manifest.object();
        this.name = manifest.key().name();
    }

    static List<Wish> of(Manifest<SecurityProfile> manifest) {
        Wishes wishes = new Wishes(manifest);
        Defaults defaults = manifest.object().defaults();
        wishes.context(defaults.context());
        wishes.limits(defaults);
        wishes.extra(defaults.hardening());
        defaults.healthCheck().ifPresent(probe -> wishes.add(HEALTH, probe, text(probe)));
        defaults.hostIp().ifPresent(ip -> wishes.add(HOST_IP, ip, ip.toString()));
        return wishes.wishes;
    }

    /** Where a profile stands as a whole. */
    static Place place(Manifest<SecurityProfile> manifest, String pointer) {
        return new Wishes(manifest).place(pointer);
    }

    private Place place(String pointer) {
        return new Place("SecurityProfile", name, profile.mode(), source.at(pointer));
    }

    private void add(String path, @Nullable Object value, String text) {
        add(path, value, text, DEFAULTS + path.replace('.', '/'));
    }

    private void add(String path, @Nullable Object value, String text, String pointer) {
        if (value != null) {
            wishes.add(new Wish(path, value, text, place(pointer)));
        }
    }

    private void plain(String path, @Nullable Object value) {
        add(path, value, String.valueOf(value));
    }

    private void context(SecurityContext context) {
        Capabilities capabilities = context.getCapabilities();
        if (capabilities != null) {
            capabilities(ADD, Parts.items(capabilities.getAdd()));
            capabilities(DROP, Parts.items(capabilities.getDrop()));
        }
        plain(ESCALATION, context.getAllowPrivilegeEscalation());
        plain(NON_ROOT, context.getRunAsNonRoot());
        plain(USER, context.getRunAsUser());
        plain(GROUP, context.getRunAsGroup());
        plain(READ_ONLY, context.getReadOnlyRootFilesystem());
        Confined.of(context.getSeccompProfile()).ifPresent(one -> add(SECCOMP, one, one.toString()));
        Confined.of(context.getAppArmorProfile()).ifPresent(one -> add(APPARMOR, one, one.toString()));
        SeLinux.of(context.getSeLinuxOptions()).forEach((part, value) -> plain(SELINUX + part, value));
    }

    /** As sets: their order means nothing. */
    private void capabilities(String path, List<String> names) {
        if (!names.isEmpty()) {
            TreeSet<String> sorted = new TreeSet<>(names);
            add(path, sorted, String.join(", ", sorted));
        }
    }

    private void limits(Defaults defaults) {
        defaults.memory().ifPresent(text -> add(MEMORY, amount(text), text));
        defaults.cpu().ifPresent(text -> add(CPU, amount(text), text));
    }

    static BigDecimal amount(String quantity) {
        return new Quantity(quantity).getNumericalAmount().stripTrailingZeros();
    }

    private void extra(Hardening extra) {
        extra.seccomp().ifPresent(own -> {
            String text = own.origin() + " " + Hash.of(own.json());
            add(SECCOMP, new Confined(Confined.CUSTOM, own.json()), text);
        });
        extra.memorySwap().ifPresent(value -> add(SWAP, value, PodFields.bytes(value)));
        extra.memoryReservation().ifPresent(value -> add(RESERVATION, value, PodFields.bytes(value)));
        extra.cpuShares().ifPresent(value -> plain(SHARES, value));
        extra.cpus().ifPresent(value -> plain(CPUS, value));
        extra.pids().ifPresent(value -> plain(PIDS, value));
        extra.maxRetries().ifPresent(value -> plain(RETRIES, value));
        extra.users().ifPresent(users -> add(USERS, users, text(users)));
        for (int i = 0; i < extra.tmpfs().size(); i++) {
            Tmpfs one = extra.tmpfs().get(i);
            add(TMPFS + "[" + one.path() + "]", one, text(one), DEFAULTS + TMPFS + "/" + i);
        }
        for (int i = 0; i < extra.ulimits().size(); i++) {
            Hardening.Ulimit one = extra.ulimits().get(i);
            add(
                    ULIMITS + "[" + one.name() + "]",
                    one,
                    one.soft() + ":" + one.hard(),
                    DEFAULTS + ULIMITS.replace('.', '/') + "/" + i);
        }
        BlockIo io = extra.blockIo();
        io.weight().ifPresent(weight -> plain(BLOCK_IO + "weight", weight));
        rates("readBps", io.readBps());
        rates("writeBps", io.writeBps());
        rates("readIops", io.readIops());
        rates("writeIops", io.writeIops());
    }

    private void rates(String field, List<Rate> rates) {
        for (int i = 0; i < rates.size(); i++) {
            Rate rate = rates.get(i);
            String path = BLOCK_IO + field;
            add(
                    path + "[" + rate.device() + "]",
                    rate,
                    String.valueOf(rate.rate()),
                    DEFAULTS + path.replace('.', '/') + "/" + i);
        }
    }

    private static String text(Tmpfs tmpfs) {
        List<String> words = new ArrayList<>();
        tmpfs.size().ifPresent(size -> words.add("size=" + PodFields.bytes(size)));
        tmpfs.mode().ifPresent(mode -> words.add("mode=" + mode));
        words.add(tmpfs.noexec() ? "noexec" : "exec");
        words.add(tmpfs.nosuid() ? "nosuid" : "suid");
        words.add(tmpfs.nodev() ? "nodev" : "dev");
        return String.join(",", words);
    }

    static String text(UserNamespace users) {
        String mode = users.mode().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String maps = users.uids().stream()
                .map(map -> map.container() + ":" + map.host() + ":" + map.size())
                .collect(Collectors.joining(","));
        return mode + users.size().map(size -> " of " + size + " ids").orElse("") + (maps.isEmpty() ? "" : " " + maps);
    }

    private static String text(Probe probe) {
        if (probe.getExec() != null) {
            return "exec " + String.join(" ", Parts.items(probe.getExec().getCommand()));
        }
        return probe.getHttpGet() != null ? "httpGet " + probe.getHttpGet().getPath() : "tcpSocket";
    }
}
