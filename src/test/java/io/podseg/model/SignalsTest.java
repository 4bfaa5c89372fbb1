package io.podseg.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
    @ParameterizedTest
    @CsvSource({
        "SIGHUP,1",
        "SIGKILL,9",
        "SIGUSR1,10",
        "SIGTERM,15",
        "SIGCHLD,17",
        "SIGWINCH,28",
        "SIGSYS,31",
        "SIGRTMIN,34",
        "SIGRTMIN+3,37",
        "SIGRTMAX,64",
        "SIGRTMAX-14,50"
    })
    void areThoseOfSignal7(String name, int number) {
        assertThat(Signals.number(name)).contains(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "TERM", "15", "SIG", "SIGFOO", "SIGRTMIN+31", "SIGRTMAX-31", "SIGRTMIN-1", "SIGRTMIN+999"})
    void othersAreNone(String name) {
        assertThat(Signals.number(name)).isEmpty();
    }

    @Test
    void thereAreThirtyOneBeforeTheRealTimeOnes() {
        assertThat(Signals.number("SIGIO")).contains(29);
    }
}
