package io.podseg.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Lets through what reads, and what webhooks post. On the loopback interface it answers to names of that interface only: otherwise a page
 * of somebody else's could read the answers under a name of its own that it lets point here (DNS rebinding).
 */
@ApplicationScoped
class Gatekeeper {
    private static final int FIRST = 1000;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int MISDIRECTED = 421;
    private static final String HOOKS = "/webhook/";

    private final boolean loopback;

    Gatekeeper(@ConfigProperty(name = "quarkus.http.host", defaultValue = "127.0.0.1") String host) {
        this.loopback = isLoopback(host);
    }

    void guard(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    private void pass(RoutingContext context) {
        HttpMethod method = context.request().method();
        String path = context.request().path();
        boolean hook = path != null && path.startsWith(HOOKS);
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (!reads && !(hook && method.equals(HttpMethod.POST))) {
            context.response()
                    .setStatusCode(METHOD_NOT_ALLOWED)
                    .putHeader("Allow", "GET, HEAD")
                    .end();
        } else if (loopback && !hook && !isLoopback(name(context))) {
            context.response()
                    .setStatusCode(MISDIRECTED)
                    .end("podseg answers to the names of the loopback interface only\n");
        } else {
            context.next();
        }
    }

    private static String name(RoutingContext context) {
        var authority = context.request().authority();
        return authority == null ? "" : authority.host();
    }

    static boolean isLoopback(String host) {
        String name = host.replace("[", "").replace("]", "");
        return name.equals("localhost") || name.equals("::1") || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }
}
