package io.podseg.desired;

import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.Source;
import io.podseg.policy.World;
import io.podseg.state.HostState;
import io.podseg.state.PodSpec;
import io.podseg.state.Protection;
import io.podseg.state.SecretSpec;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Everything that is desired but what policies say: they stand on it, and it stays as it is when only they change.
 *
 * @param world who is where, without any policy
 * @param retiring pods of older templates that go on for now
 * @param bridges bridges of managed networks with names of their own
 * @param places for each endpoint id: address to bridge
 * @param meanwhile the same with the retiring pods
 * @param state networks, pods, secrets and volumes
 * @param pods specifications by key
 * @param secrets Podman secrets by name
 * @param objects fields of every object but policies
 * @param protections where the policies of each pod are enforced
 * @param sites pods whose own namespaces have rules
 * @param podSources where the pods stand in the manifests, by id
 * @param diagnostics problems
 */
record Ground(
        World world,
        Retiring retiring,
        List<String> bridges,
        Map<String, SortedMap<Ip, String>> places,
        Map<String, SortedMap<Ip, String>> meanwhile,
        HostState state,
        SortedMap<ObjectKey, PodSpec> pods,
        SortedMap<String, SecretSpec> secrets,
        SortedMap<ObjectKey, SortedMap<String, String>> objects,
        SortedMap<ObjectKey, Protection> protections,
        List<Site> sites,
        Map<String, Source> podSources,
        List<Diagnostic> diagnostics) {
    /** What it is made of. */
    record Input(Declarations declarations, Known known, Kept kept) {
        /** Whether the other gives the same: the very same manifests, policies apart, on a host of which the same is known. */
        boolean sameGround(Input other) {
            Declarations mine = declarations;
            Declarations others = other.declarations;
            return Memo.same(mine.namespaces(), others.namespaces())
                    && Memo.same(mine.networks(), others.networks())
                    && Memo.same(mine.pods(), others.pods())
                    && Memo.same(mine.configMaps(), others.configMaps())
                    && Memo.same(mine.secrets(), others.secrets())
                    && Memo.same(mine.services(), others.services())
                    && Memo.same(mine.workloads(), others.workloads())
                    && Memo.same(mine.claims(), others.claims())
                    && Memo.same(mine.profiles(), others.profiles())
                    && kept.equals(other.kept)
                    && known.equals(other.known);
        }
    }
}
