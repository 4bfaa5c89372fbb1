package io.podseg.cli;

import io.podseg.reconcile.Cycle;
import io.podseg.status.Account;
import io.podseg.status.Condition;
import java.time.Duration;
import java.time.Instant;

/** What the controller says of itself, for people. */
final class AccountText {
    private AccountText() {}

    static String of(Account account, Instant now, Paint paint) {
        StringBuilder text = new StringBuilder("\n");
        account.turn().ifPresent(turn -> {
            text.append("Last turn: ")
                    .append(result(turn, paint))
                    .append(' ')
                    .append(age(turn.started(), now))
                    .append(" ago (")
                    .append(String.join(", ", turn.triggers()))
                    .append(").\n");
            turn.problems()
                    .forEach(problem ->
                            text.append("  ").append(Printable.of(problem)).append('\n'));
            if (!turn.result().good()) {
                text.append(turn.lastSuccess()
                        .map(time -> "Last success: " + age(time, now) + " ago.\n")
                        .orElse("There was no success yet.\n"));
            }
        });
        String revision = account.host().revision();
        if (!revision.isEmpty()) {
            text.append("In force: revision ").append(Printable.of(revision)).append(".\n");
        }
        account.conditions().stream()
                .filter(condition -> condition.type().equals(Condition.READY) && !condition.holds())
                .forEach(condition -> text.append(paint.red("Not ready"))
                        .append(": ")
                        .append(Printable.of(condition.message()))
                        .append(".\n"));
        return text.append("Told by podseg run (process ")
                .append(account.writer().pid())
                .append(") ")
                .append(age(account.written(), now))
                .append(" ago; --live asks the host.\n")
                .toString();
    }

    private static String result(Account.Turn turn, Paint paint) {
        String word = turn.result().word();
        return turn.result().good() || turn.result() == Cycle.Result.REPORTED || turn.result() == Cycle.Result.PAUSED
                ? word
                : paint.red(word);
    }

    /** A time in its largest unit; one that lies ahead, because a clock was set, is no time at all. */
    static String age(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.isNegative()) {
            return "0 s";
        }
        if (age.toMinutes() < 2) {
            return age.toSeconds() + " s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
    }
}
