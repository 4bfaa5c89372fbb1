package io.podseg.e2e;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import java.util.List;
import java.util.Map;

/** The pods of {@code manifests/secure-web} as Podman knows them. */
enum SecureWeb {
    WEB("frontend/web", "frontend_web-nginx", "10.89.0.10"),
    DB("backend/db", "backend_db-postgres", "10.90.0.10"),
    CACHE("backend/cache", "backend_cache-redis", "10.90.0.11");

    /** Namespace and name, as the matrix calls the pod. */
    final String id;

    final String container;
    final String address;

    SecureWeb(String id, String container, String address) {
        this.id = id;
        this.container = container;
        this.address = address;
    }

    /** Applies the manifests and waits until all three servers answer those that may ask. */
    static void apply(Lab lab) {
        lab.podseg("apply", "--yes", "-f", Manifests.SECURE_WEB.path()).ok();
        lab.await(
                "the three servers",
                () -> lab
                        .probeFrom(
                                WEB.container,
                                List.of(
                                        Attempt.tcp(WEB.address, 80),
                                        Attempt.tcp(DB.address, 5432),
                                        Attempt.tcp(CACHE.address, 6379)))
                        .values()
                        .stream()
                        .allMatch(Answer.OPEN::equals));
    }

    /** Real attempts from this pod. */
    Map<Attempt, Answer> probe(Lab lab, List<Attempt> attempts) {
        return lab.probeFrom(container, attempts);
    }
}
