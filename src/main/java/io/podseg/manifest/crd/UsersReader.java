package io.podseg.manifest.crd;

import io.podseg.manifest.crd.ProfileDefaults.IdMapping;
import io.podseg.manifest.crd.ProfileDefaults.UserMode;
import io.podseg.manifest.crd.ProfileDefaults.UserNamespace;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.model.Hardening;
import io.podseg.model.Hardening.UserNamespace.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Reads the user namespace of a SecurityProfile. */
final class UsersReader {
    /** Ids are 32 bits, and the last one means none. */
    private static final long IDS = 0xffff_ffffL;

    private final Problems problems;
    private final String at;

    UsersReader(Problems problems, String at) {
        this.problems = problems;
        this.at = at;
    }

    Optional<Hardening.UserNamespace> read(UserNamespace fields) {
        UserMode declared = fields.mode();
        if (declared == null) {
            return Optional.empty();
        }
        Mode mode = Mode.valueOf(declared.name().toUpperCase(Locale.ROOT));
        List<Hardening.IdMapping> uids = mappings("uidMappings", DefaultsReader.nonNull(fields.uidMappings()));
        List<Hardening.IdMapping> gids = mappings("gidMappings", DefaultsReader.nonNull(fields.gidMappings()));
        if (fields.size() != null && mode != Mode.AUTO) {
            problems.error(at + "/size", "size has an effect only with mode auto");
        }
        if (mode == Mode.MAPPED && fields.uidMappings() == null) {
            problems.missing(at, "uidMappings");
        } else if (mode != Mode.MAPPED) {
            onlyMapped("uidMappings", fields.uidMappings());
            onlyMapped("gidMappings", fields.gidMappings());
        }
        return Optional.of(new Hardening.UserNamespace(mode, Optional.ofNullable(fields.size()), uids, gids));
    }

    private void onlyMapped(String field, @Nullable List<IdMapping> mappings) {
        if (mappings != null) {
            problems.error(at + "/" + field, field + " has an effect only with mode mapped");
        }
    }

    private List<Hardening.IdMapping> mappings(String field, List<IdMapping> declared) {
        List<Hardening.IdMapping> mappings = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            IdMapping one = declared.get(i);
            String pointer = Pointers.child(at + "/" + field, i);
            if (one.containerId() == null || one.hostId() == null || one.size() == null || problems.below(pointer)) {
                continue;
            }
            Hardening.IdMapping mapping = new Hardening.IdMapping(one.containerId(), one.hostId(), one.size());
            if (mapping.container() + mapping.size() > IDS || mapping.host() + mapping.size() > IDS) {
                problems.error(pointer, "the range ends beyond the last id, " + (IDS - 1));
            } else if (mappings.stream().anyMatch(other -> overlap(other, mapping, Hardening.IdMapping::container))) {
                problems.error(pointer, "ids of the container are mapped twice");
            } else if (mappings.stream().anyMatch(other -> overlap(other, mapping, Hardening.IdMapping::host))) {
                problems.error(pointer, "ids of the host are mapped twice");
            }
            mappings.add(mapping);
        }
        return mappings;
    }

    private static boolean overlap(
            Hardening.IdMapping one, Hardening.IdMapping other, ToLongFunction<Hardening.IdMapping> first) {
        return first.applyAsLong(one) < first.applyAsLong(other) + other.size()
                && first.applyAsLong(other) < first.applyAsLong(one) + one.size();
    }
}
