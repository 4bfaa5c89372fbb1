package io.podseg.host.netfilter;

import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.host.exec.CommandRunner.Stopped;
import io.podseg.reconcile.HostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Why a command of netfilter failed, as a sentence for the user. */
final class Complaint {
    private static final Pattern LINE = Pattern.compile("line:? (\\d+)");
    private static final int NOT_FOUND = 127;

    /** Packages of Debian and of RHEL that hold a program; every other is one of iptables'. */
    private static final Map<String, String> PACKAGES =
            Map.of("ipset", "ipset", "conntrack", "conntrack", "ip", "iproute2");

    private static final Map<String, String> RHEL_PACKAGES =
            Map.of("ipset", "ipset", "conntrack", "conntrack-tools", "ip", "iproute");

    private Complaint() {}

    /** The output of a command that worked. */
    static String outputOf(Result result, String program, List<String> input) throws HostException {
        return switch (result) {
            case Exited(int exit, String out, String _) when exit == 0 -> out;
            case Exited(int exit, String _, String _) when exit == NOT_FOUND -> throw missing(program);
            case Exited(int exit, String _, String err) -> throw new HostException(refused(program, exit, err, input));
            case Missing _ -> throw missing(program);
            case Stopped(String _, String reason) ->
                throw new HostException(
                        program + " was stopped: " + reason + "; another program may hold the firewall's lock");
        };
    }

    private static HostException missing(String program) {
        String apt = PACKAGES.getOrDefault(program, "iptables");
        String dnf = RHEL_PACKAGES.getOrDefault(program, "iptables-nft");
        return new HostException(program + " is not installed; install it with \"apt-get install " + apt
                + "\" (Debian, Ubuntu) or \"dnf install " + dnf + "\" (RHEL, AlmaLinux, Rocky, Fedora)");
    }

    private static String refused(String program, int exit, String stderr, List<String> input) {
        String said = stderr.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("Try `"))
                .collect(Collectors.joining(" "));
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("permission denied") || lower.contains("operation not permitted")) {
            return "no permission to use " + program + ": run podseg as root (" + said + ")";
        }
        if (lower.contains("cannot open session to kernel") || lower.contains("table does not exist")) {
            return program + " finds no support in this kernel: load its modules with \"modprobe "
                    + (program.startsWith("ipset") ? "ip_set" : "nf_tables") + "\" (" + said + ")";
        }
        return program + " failed: " + (said.isEmpty() ? "exit code " + exit : said) + cited(said, input);
    }

    private static String cited(String said, List<String> input) {
        Matcher found = LINE.matcher(said);
        if (!found.find() || found.group(1).length() > 9) {
            return "";
        }
        int number = Integer.parseInt(found.group(1));
        return number >= 1 && number <= input.size() ? " (line " + number + ": " + input.get(number - 1) + ")" : "";
    }
}
