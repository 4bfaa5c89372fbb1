package io.podseg.host.probe;

import io.podseg.state.Probes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** One request of HTTP/1.1, of whose answer only the status is read; as kubelet judges it, 200 to 399 is well. */
final class HttpRequest {
    private static final int LONGEST_LINE = 1000;
    private static final int WELL = 200;
    private static final int ILL = 400;
    private static final Pattern STATUS = Pattern.compile("HTTP/[0-9.]+ ([0-9]{3})\\b.*");

    private final Probes.Http request;
    private final InetAddress address;
    private final Duration limit;
    private final long end;

    HttpRequest(Probes.Http request, InetAddress address, Duration limit) {
        this.request = request;
        this.address = address;
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
    }

    /** What is wrong with the answer; empty where nothing is. */
    Optional<String> ask(Socket connected) throws IOException {
        if (!request.tls()) {
            return exchange(connected);
        }
        try (Socket secure =
                context().getSocketFactory().createSocket(connected, address.getHostAddress(), request.port(), true)) {
            return exchange(secure);
        }
    }

    private Optional<String> exchange(Socket socket) throws IOException {
        socket.getOutputStream().write(head().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        String line = line(socket);
        Matcher matcher = STATUS.matcher(line);
        if (!matcher.matches()) {
            return Optional.of(line.isEmpty() ? "the connection was closed without an answer" : "no answer of HTTP");
        }
        int status = Integer.parseInt(matcher.group(1));
        return status >= WELL && status < ILL ? Optional.empty() : Optional.of("HTTP status " + status);
    }

    /** Headers that the probe sets stand in for those of the same name. */
    private String head() {
        StringBuilder head = new StringBuilder("GET " + request.path() + " HTTP/1.1\r\n");
        add(head, "Host", host());
        add(head, "User-Agent", "podseg-probe");
        add(head, "Accept", "*/*");
        add(head, "Connection", "close");
        request.headers()
                .forEach(header -> head.append(header.name())
                        .append(": ")
                        .append(header.value())
                        .append("\r\n"));
        return head.append("\r\n").toString();
    }

    private void add(StringBuilder head, String name, String value) {
        if (request.headers().stream().noneMatch(header -> header.name().equalsIgnoreCase(name))) {
            head.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private String host() {
        String plain = request.host().orElse(address.getHostAddress());
        return (plain.contains(":") ? "[" + plain + "]" : plain) + ":" + request.port();
    }

    private String line(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("no answer within " + limit.toSeconds() + "s");
            }
            socket.setSoTimeout(Math.toIntExact(left));
            int next = in.read();
            if (next < 0 || next == '\n') {
                break;
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** A probe does not care who answers, as in Kubernetes: the pod is asked at its own address. */
    private static SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS is not possible: " + e.getMessage(), e);
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
