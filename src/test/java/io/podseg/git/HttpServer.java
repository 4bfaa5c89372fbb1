package io.podseg.git;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A Git server over HTTP or HTTPS on the loopback interface: Git's own {@code git http-backend} behind a small front. */
final class HttpServer implements AutoCloseable {
    private final com.sun.net.httpserver.HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path folder;
    private final Optional<String> credentials;
    final List<String> seen = new CopyOnWriteArrayList<>();
    volatile Optional<String> redirect = Optional.empty();

    private HttpServer(com.sun.net.httpserver.HttpServer server, Path folder, Optional<String> credentials) {
        this.server = server;
        this.folder = folder;
        this.credentials = credentials;
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Serves all repositories in a folder, to those who say {@code user:password} where that is given. */
    static HttpServer open(Path folder, Optional<String> credentials) throws IOException {
        return new HttpServer(com.sun.net.httpserver.HttpServer.create(loopback(), 0), folder, credentials);
    }

    /** The same with a certificate for 127.0.0.1 that nobody knows, left in {@code ca.pem}. */
    static HttpServer openWithCertificate(Path folder) throws Exception {
        Path keys = folder.resolve("keys.p12");
        Origin.run(
                folder,
                List.of(
                        tool("keytool"),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        keys.toString(),
                        "-alias",
                        "x"));
        Origin.run(
                folder,
                List.of(
                        tool("keytool"),
                        "-exportcert",
                        "-rfc",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        keys.toString(),
                        "-alias",
                        "x",
                        "-file",
                        folder.resolve("ca.pem").toString()));
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new HttpServer(server, folder, Optional.empty());
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** Scheme, host and port. */
    String base() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getRequestHeaders();
            String path = exchange.getRequestURI().getPath();
            seen.add(path + " " + String.valueOf(headers.getFirst("Authorization")));
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (redirect.isPresent()) {
                exchange.getResponseHeaders().set("Location", redirect.get() + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
            } else if (credentials.isPresent() && !authorized(headers)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                answer(exchange, backend(exchange, body));
            }
        }
    }

    private boolean authorized(Headers headers) {
        String expected =
                Base64.getEncoder().encodeToString(credentials.orElse("").getBytes(StandardCharsets.UTF_8));
        return ("Basic " + expected).equals(headers.getFirst("Authorization"));
    }

    private byte[] backend(HttpExchange exchange, byte[] body) throws IOException {
        Path input = Files.write(Files.createTempFile(folder, "request", ""), body);
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend").redirectInput(input.toFile());
        var environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", folder.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
        header(exchange, "Content-Type").ifPresent(value -> environment.put("CONTENT_TYPE", value));
        header(exchange, "Content-Encoding").ifPresent(value -> environment.put("HTTP_CONTENT_ENCODING", value));
        header(exchange, "Git-Protocol").ifPresent(value -> environment.put("GIT_PROTOCOL", value));
        environment.put("CONTENT_LENGTH", String.valueOf(body.length));
        Process process = builder.start();
        byte[] out = process.getInputStream().readAllBytes();
        Files.delete(input);
        return out;
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** As a CGI program writes it: headers, an empty line, the body. */
    private static void answer(HttpExchange exchange, byte[] out) throws IOException {
        String text = new String(out, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        int status = 200;
        for (String line : text.substring(0, Math.max(0, end)).split("\r\n")) {
            int colon = line.indexOf(':');
            if (line.startsWith("Status: ")) {
                status = Integer.parseInt(line.substring(8, 11));
            } else if (colon > 0) {
                exchange.getResponseHeaders()
                        .set(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        byte[] body = Arrays.copyOfRange(out, Math.min(out.length, end + 4), out.length);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (InputStream in = new ByteArrayInputStream(body);
                OutputStream response = exchange.getResponseBody()) {
            in.transferTo(response);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
