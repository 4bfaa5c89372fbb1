package io.podseg.host.podman.uds;

import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientBuilder;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x whose HTTP clients send a request for a {@link SocketUri} host to the UNIX socket that the host names. The interfaces
 * are proxied rather than implemented because they have some forty methods of which one matters.
 */
final class UdsVertx extends VertxWrapper {
    UdsVertx(VertxInternal vertx) {
        super(vertx);
    }

    @Override
    public HttpClientBuilder httpClientBuilder() {
        HttpClientBuilder builder = super.httpClientBuilder();
        return proxy(HttpClientBuilder.class, (self, method, arguments) -> {
            Object result = call(builder, method, arguments);
            if (result instanceof HttpClient client) {
                return redirecting(client);
            }
            return result == builder ? self : result;
        });
    }

    private static HttpClient redirecting(HttpClient client) {
        return proxy(HttpClient.class, (self, method, arguments) -> {
            if (method.getName().equals("request")
                    && arguments != null
                    && arguments[0] instanceof RequestOptions options) {
                SocketUri.socketPath(options.getHost())
                        .ifPresent(path -> options.setServer(SocketAddress.domainSocketAddress(path)));
            }
            return call(client, method, arguments);
        });
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                UdsVertx.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.invoke(self, method, arguments)));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private interface Handler {
        @Nullable
        Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable;
    }
}
