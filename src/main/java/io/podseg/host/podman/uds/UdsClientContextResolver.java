package io.podseg.host.podman.uds;

import io.quarkus.jaxrs.client.reactive.runtime.JaxrsClientReactiveClientContextResolver;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.client.impl.ClientProxies;
import org.jboss.resteasy.reactive.client.spi.ClientContext;
import org.jboss.resteasy.reactive.client.spi.ClientContextResolver;
import org.jboss.resteasy.reactive.client.spi.MultipartResponseData;
import org.jboss.resteasy.reactive.common.core.GenericTypeMapping;
import org.jboss.resteasy.reactive.common.core.Serialisers;
import org.jspecify.annotations.Nullable;

/** The built-in resolver, except that the Vert.x it hands to REST clients is wrapped by {@link UdsVertx}. */
public final class UdsClientContextResolver implements ClientContextResolver {
    private final ClientContextResolver builtIn = new JaxrsClientReactiveClientContextResolver();

    @Override
    public ClientContext resolve(ClassLoader loader) {
        return new Wrapped(builtIn.resolve(loader));
    }

    private record Wrapped(ClientContext context) implements ClientContext {
        @Override
        public Serialisers getSerialisers() {
            return context.getSerialisers();
        }

        @Override
        public GenericTypeMapping getGenericTypeMapping() {
            return context.getGenericTypeMapping();
        }

        @Override
        public @Nullable Supplier<Vertx> getVertx() {
            Supplier<Vertx> vertx = context.getVertx();
            return vertx == null ? null : () -> new UdsVertx((VertxInternal) vertx.get());
        }

        @Override
        public ClientProxies getClientProxies() {
            return context.getClientProxies();
        }

        @Override
        public Map<Class<?>, MultipartResponseData> getMultipartResponsesData() {
            return context.getMultipartResponsesData();
        }
    }
}
