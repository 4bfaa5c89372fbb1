package io.podseg.manifest.crd;

import io.fabric8.kubernetes.api.model.Quantity;
import io.podseg.manifest.check.DefaultsCheck;
import io.podseg.manifest.crd.ProfileDefaults.BlockIO;
import io.podseg.manifest.crd.ProfileDefaults.Rate;
import io.podseg.manifest.crd.ProfileDefaults.Resources;
import io.podseg.manifest.crd.ProfileDefaults.Ulimit;
import io.podseg.manifest.shape.Quantities;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Hardening;
import io.podseg.model.Hardening.BlockIo;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads amounts and limits of a SecurityProfile. */
final class ResourcesReader {
    private final Problems problems;
    private final String at;

    ResourcesReader(Problems problems, String at) {
        this.problems = problems;
        this.at = at;
    }

    void check(Resources fields) {
        Optional<Long> memory = bytes("memory", fields.memory());
        Optional<Long> swap = bytes("memorySwap", fields.memorySwap());
        Optional<Long> reservation = bytes("memoryReservation", fields.memoryReservation());
        amount("cpu", fields.cpu());
        if (swap.isPresent() && memory.isEmpty() && !problems.at(at + "/memory")) {
            problems.error(at + "/memorySwap", "memorySwap counts memory and swap together and needs memory beside it");
        }
        memory.ifPresent(limit -> {
            if (swap.isPresent() && swap.get() < limit) {
                problems.error(at + "/memorySwap", "memorySwap is less than memory, which it contains");
            }
            if (reservation.isPresent() && reservation.get() > limit) {
                problems.error(at + "/memoryReservation", "memoryReservation is more than memory");
            }
        });
        Long pids = fields.pids();
        if (pids != null && pids == 0) {
            problems.error(at + "/pids", "pids is 0: no process could start");
        }
    }

    /** Bytes of an amount that was checked before. */
    Optional<Long> whole(Quantity quantity) {
        return parse(quantity).filter(ResourcesReader::isWhole).map(BigDecimal::longValueExact);
    }

    /** Bytes of one field; what is not a positive whole number is reported. */
    Optional<Long> bytes(String field, @Nullable Quantity quantity) {
        Optional<BigDecimal> amount = amount(field, quantity);
        if (amount.isPresent() && !isWhole(amount.get())) {
            problems.error(
                    at + "/" + field, field + " is " + Quoted.of(String.valueOf(quantity)) + ", expected whole bytes");
            return Optional.empty();
        }
        return amount.map(BigDecimal::longValueExact);
    }

    private static boolean isWhole(BigDecimal amount) {
        return amount.stripTrailingZeros().scale() <= 0 && amount.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    }

    private Optional<BigDecimal> amount(String field, @Nullable Quantity quantity) {
        Optional<BigDecimal> amount = Optional.ofNullable(quantity).flatMap(ResourcesReader::parse);
        if (amount.isPresent() && amount.get().signum() <= 0) {
            problems.error(
                    at + "/" + field,
                    field + " is " + Quoted.of(String.valueOf(quantity)) + ", expected more than nothing");
            return Optional.empty();
        }
        return amount;
    }

    private static Optional<BigDecimal> parse(Quantity quantity) {
        return Quantities.parse(quantity.toString());
    }

    List<Hardening.Ulimit> ulimits(Resources fields) {
        List<Hardening.Ulimit> limits = new ArrayList<>();
        List<Ulimit> declared = DefaultsReader.nonNull(fields.ulimits());
        Set<String> names = new HashSet<>();
        for (int i = 0; i < declared.size(); i++) {
            String pointer = Pointers.child(at + "/ulimits", i);
            Ulimit one = declared.get(i);
            if (one.name() == null || one.soft() == null) {
                continue;
            }
            long hard = one.hard() == null ? one.soft() : one.hard();
            if (!new DefaultsCheck(problems).ulimit(one.name(), one.soft(), hard, pointer)) {
                continue;
            }
            if (names.add(one.name())) {
                limits.add(new Hardening.Ulimit(one.name(), one.soft(), hard));
            } else {
                problems.error(pointer + "/name", "ulimit " + one.name() + " stands twice");
            }
        }
        return limits;
    }

    BlockIo blockIo(Resources fields) {
        BlockIO io = fields.blockIO();
        return io == null
                ? BlockIo.NONE
                : new BlockIo(
                        Optional.ofNullable(io.weight()),
                        rates("readBps", io.readBps()),
                        rates("writeBps", io.writeBps()),
                        rates("readIops", io.readIops()),
                        rates("writeIops", io.writeIops()));
    }

    private List<Hardening.Rate> rates(String field, @Nullable List<Rate> declared) {
        List<Hardening.Rate> rates = new ArrayList<>();
        Set<String> devices = new HashSet<>();
        for (int i = 0; declared != null && i < declared.size(); i++) {
            Rate one = declared.get(i);
            String pointer = Pointers.child(at + "/blockIO/" + field, i);
            String device = one.device();
            if (device == null || one.rate() == null || problems.below(pointer)) {
                continue;
            }
            Optional<Long> rate = new ResourcesReader(problems, pointer).bytes("rate", one.rate());
            if (!devices.add(device)) {
                problems.error(pointer + "/device", "device " + device + " stands twice");
            } else if (device.contains("..")) {
                problems.error(pointer + "/device", "device " + Quoted.of(device) + " has steps back");
            } else {
                rate.ifPresent(number -> rates.add(new Hardening.Rate(device, number)));
            }
        }
        return rates;
    }
}
