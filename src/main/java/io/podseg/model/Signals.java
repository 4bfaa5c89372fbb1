package io.podseg.model;

import java.util.List;
import java.util.Optional;

/** Names of signals on Linux (signal(7)), as {@code lifecycle.stopSignal} has them: {@code SIGTERM}, {@code SIGRTMIN+3}. */
public final class Signals {
    private static final List<String> STANDARD = List.of(
            ("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU "
                            + "XFSZ VTALRM PROF WINCH IO PWR SYS")
                    .split(" "));
    private static final int FIRST_REAL_TIME = 34;
    private static final int LAST = 64;

    private Signals() {}

    /** The number of a signal; empty where there is none of that name. */
    public static Optional<Integer> number(String name) {
        if (!name.startsWith("SIG")) {
            return Optional.empty();
        }
        String rest = name.substring(3);
        if (rest.matches("RTMIN(\\+[0-9]{1,2})?")) {
            return realTime(FIRST_REAL_TIME, rest, 1);
        }
        if (rest.matches("RTMAX(-[0-9]{1,2})?")) {
            return realTime(LAST, rest, -1);
        }
        int index = STANDARD.indexOf(rest);
        return index < 0 ? Optional.empty() : Optional.of(index + 1);
    }

    private static Optional<Integer> realTime(int from, String name, int sign) {
        String offset = name.substring("RTMIN".length());
        int number = from + (offset.isEmpty() ? 0 : sign * Integer.parseInt(offset.substring(1)));
        return number < FIRST_REAL_TIME || number > LAST ? Optional.empty() : Optional.of(number);
    }
}
