package io.podseg.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Hardening.BlockIo;
import io.podseg.model.Hardening.Rate;
import io.podseg.model.Hardening.Ulimit;
import io.podseg.state.ContainerSettings.Bounds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as another limit than the one that was asked for. */
@NullMarked
class LimitsTest {
    private static Limits limits(long pids, String cpus, Weight shares, Map<String, Long> rates, Ulimit... ulimits) {
        return new Limits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(shares),
                Optional.of(new NumberSet(cpus)),
                Optional.empty(),
                Optional.of(pids),
                Optional.empty(),
                Optional.of(new TreeMap<>(rates)),
                List.of(ulimits));
    }

    private static Limits pids(long pids) {
        return limits(pids, "0", Weight.shares(2), Map.of());
    }

    private static Limits ulimit(long soft, long hard) {
        return limits(1, "0", Weight.shares(2), Map.of(), new Ulimit("nofile", soft, hard));
    }

    @Test
    void whatNobodyAskedForIsNeverWrong() {
        assertThat(Limits.NONE.areKept(ulimit(1, 2))).isTrue();
        assertThat(Limits.NONE.areKept(Limits.of(Optional.of(4096L), Optional.empty())))
                .isFalse();
    }

    @Test
    void whatCannotBeReadIsTakenAsRight() {
        assertThat(ulimit(1, 2).areKept(Limits.NONE)).isTrue();
        assertThat(ulimit(1, 2).against(Limits.NONE)).isEqualTo(ulimit(1, 2));
    }

    @Test
    void whatTheKernelHasOtherwiseIsShown() {
        assertThat(pids(50).areKept(pids(50))).isTrue();
        assertThat(pids(50).against(pids(-1)).pids()).contains(-1L);
        assertThat(pids(-1).areKept(pids(50))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'0-2,4', '0-2,4', true",
        "'4,0,1-2', '0-2,4', true",
        "'0,1', '0-1', true",
        "'0', '0-1', false",
        "'0-1', '', false"
    })
    void processorsAreTheSameHoweverTheyAreWritten(String wanted, String actual, boolean same) {
        assertThat(limits(1, wanted, Weight.shares(2), Map.of()).areKept(limits(1, actual, Weight.shares(2), Map.of())))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "256, 10, true",
        "256, 35, true",
        "512, 20, true",
        "512, 59, true",
        "1024, 39, true",
        "1024, 100, true",
        "2, 1, true",
        "262144, 10000, true",
        "1024, 1000, false",
        "1024, 45, false"
    })
    void sharesAreConvertedInBothWaysThatRuntimesHave(long shares, long weight, boolean same) {
        Limits actual = limits(1, "0", new Weight(Weight.Scale.CPU_WEIGHT, weight), Map.of());
        assertThat(limits(1, "0", Weight.shares(shares), Map.of()).areKept(actual))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({"IO, 300, true", "IO, 301, false", "IO_WEIGHT, 2930, true", "IO_WEIGHT, 100, false"})
    void weightsOfBlockDevicesToo(Weight.Scale scale, long value, boolean same) {
        assertThat(Weight.io(300).isKept(new Weight(scale, value))).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/sda, 5, true",
        "/dev/sda, 6, false",
        "/dev/sda, , false",
        "/dev/disk/by-id/a.b, , false",
        "/dev/../dev/sda, , true",
        "/srv/node, , true"
    })
    void ratesAreComparedForPathsThatCanBeKnown(String device, Long rate, boolean same) {
        String name = Limits.rate("readBps", device);
        Map<String, Long> actual = rate == null ? Map.of() : Map.of(name, rate);
        assertThat(limits(1, "0", Weight.shares(2), Map.of(name, 5L)).areKept(limits(1, "0", Weight.shares(2), actual)))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({"100, 200, true", "200, 200, true", "10, 20, true", "100, 201, false", "100, -1, false"})
    void aProgramMayLowerItsOwnLimitsAndRaiseTheSoftOne(long soft, long hard, boolean right) {
        assertThat(ulimit(100, 200).areKept(ulimit(soft, hard))).isEqualTo(right);
        assertThat(ulimit(-1, -1).areKept(ulimit(soft, hard))).isTrue();
    }

    @Test
    void theyAreWrittenAsTheSpecificationIs() {
        BlockIo io = new BlockIo(Optional.of(300), List.of(new Rate("/dev/sda", 5)), List.of(), List.of(), List.of());
        Bounds bounds = new Bounds(
                Optional.of(4096L),
                Optional.of(-1L),
                Optional.of("0-1"),
                Optional.of("0"),
                List.of(new Ulimit("nofile", 1, -1)),
                Optional.of(-1L),
                Optional.of(512L),
                io);
        assertThat(SettingsFields.of(Limits.of(bounds)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "resources.requests.memory", "4096",
                        "pids-limit", "-1",
                        "cpuset", "0-1",
                        "memory-nodes", "0",
                        "ulimits", "nofile=1:-1",
                        "resources.memorySwap", "unlimited",
                        "resources.cpuShares", "512",
                        "resources.blockIO.weight", "300",
                        "resources.blockIO.readBps[/dev/sda]", "5"));
    }
}
