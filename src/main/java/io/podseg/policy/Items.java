package io.podseg.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of the Kubernetes model, which may be missing and may hold nulls where YAML has an empty item. */
final class Items {
    private Items() {}

    static <T> List<@Nullable T> of(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
