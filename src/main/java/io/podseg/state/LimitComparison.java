package io.podseg.state;

import io.podseg.model.Hardening.Ulimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Limits that should be against those that are, with what the kernel rounds and what a program may change itself. */
final class LimitComparison {
    /** The kernel keeps whole pages. */
    private static final long PAGE = 4096;

    private LimitComparison() {}

    static Limits of(Limits wanted, Limits actual) {
        return new Limits(
                samePages(wanted.memory(), actual.memory()) ? wanted.memory() : actual.memory(),
                actual.cpuQuota(),
                declared(wanted.swap(), actual.swap(), LimitComparison::samePages),
                declared(wanted.reservation(), actual.reservation(), LimitComparison::samePages),
                declared(wanted.shares(), actual.shares(), Weight::isKept),
                declared(wanted.cpus(), actual.cpus(), NumberSet::isSame),
                declared(wanted.memoryNodes(), actual.memoryNodes(), NumberSet::isSame),
                declared(wanted.pids(), actual.pids(), Long::equals),
                declared(wanted.ioWeight(), actual.ioWeight(), Weight::isKept),
                wanted.ioRates()
                        .map(rates ->
                                actual.ioRates().map(kept -> rates(rates, kept)).orElse(rates)),
                ulimits(wanted.ulimits(), actual.ulimits()));
    }

    /** Only what is asked for and can be read can be wrong. */
    private static <T> Optional<T> declared(Optional<T> wanted, Optional<T> actual, BiPredicate<T, T> same) {
        return wanted.map(
                asked -> actual.filter(kept -> !same.test(asked, kept)).orElse(asked));
    }

    private static boolean samePages(Optional<Long> wanted, Optional<Long> actual) {
        return wanted.isPresent() == actual.isPresent()
                && (wanted.isEmpty() || samePages(wanted.get(), actual.orElseThrow()));
    }

    private static boolean samePages(long wanted, long actual) {
        return Math.floorDiv(wanted, PAGE) == Math.floorDiv(actual, PAGE);
    }

    /** Paths that only the kernel can follow are not compared: what is read has the usual names of each device. */
    private static SortedMap<String, Long> rates(SortedMap<String, Long> wanted, SortedMap<String, Long> actual) {
        TreeMap<String, Long> kept = new TreeMap<>();
        wanted.forEach((name, rate) -> {
            Optional<Long> now = name.matches(".*\\[/dev/.*") && !name.matches(".*(//|/\\.).*")
                    ? Optional.ofNullable(actual.get(name))
                    : Optional.of(rate);
            now.ifPresent(value -> kept.put(name, value));
        });
        return kept;
    }

    /**
     * A program may lower its own limits, and raise the soft one up to the hard one; nobody without a privilege of the host gets
     * beyond the hard one (setrlimit(2)).
     */
    private static List<Ulimit> ulimits(List<Ulimit> wanted, List<Ulimit> actual) {
        Map<String, Ulimit> known =
                actual.stream().collect(Collectors.toMap(Ulimit::name, limit -> limit, (a, b) -> a));
        List<Ulimit> kept = new ArrayList<>();
        for (Ulimit limit : wanted) {
            Ulimit now = known.getOrDefault(limit.name(), limit);
            kept.add(Long.compareUnsigned(now.hard(), limit.hard()) > 0 ? now : limit);
        }
        return kept;
    }
}
