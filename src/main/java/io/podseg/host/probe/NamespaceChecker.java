package io.podseg.host.probe;

import io.podseg.host.libc.NetworkNamespace;
import io.podseg.model.Ip;
import io.podseg.reconcile.Checker;
import io.podseg.reconcile.HostException;
import io.podseg.state.Probes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@link Checker} with sockets of this process that are made in the pods' network namespaces. */
public final class NamespaceChecker implements Checker {
    @Override
    public Optional<String> check(long process, Probes.Check check, List<Ip> own, Duration limit) throws HostException {
        return NetworkNamespace.inside(process, () -> here(check, own, limit));
    }

    /** Tries in the network namespace of this thread. */
    static Optional<String> here(Probes.Check check, List<Ip> own, Duration limit) throws HostException {
        return switch (check) {
            case Probes.Tcp tcp -> connect(address(tcp.host(), own), tcp.port(), limit, socket -> Optional.empty());
            case Probes.Http http -> {
                InetAddress address = address(http.host(), own);
                yield connect(address, http.port(), limit, new HttpRequest(http, address, limit)::ask);
            }
            case Probes.Exec _ -> throw new IllegalArgumentException("programs are Podman's to run");
        };
    }

    /** What is done once a connection stands. */
    private interface Asking {
        Optional<String> ask(Socket socket) throws IOException;
    }

    private static Optional<String> connect(InetAddress address, int port, Duration limit, Asking asking) {
        try (Socket socket = new Socket()) {
            int millis = Math.toIntExact(limit.toMillis());
            socket.connect(new InetSocketAddress(address, port), millis);
            socket.setSoTimeout(millis);
            return asking.ask(socket);
        } catch (SocketTimeoutException e) {
            return Optional.of("no answer within " + limit.toSeconds() + "s");
        } catch (ConnectException e) {
            return Optional.of(reason(e) + " at port " + port);
        } catch (IOException e) {
            return Optional.of(reason(e));
        }
    }

    private static String reason(IOException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    /** The address, which is written in figures or is the pod's own: nothing is looked up. */
    private static InetAddress address(Optional<String> host, List<Ip> own) throws HostException {
        Optional<Ip> told = host.flatMap(Ip::parse)
                .or(() -> own.stream().filter(ip -> host.isEmpty()).findFirst());
        try {
            return told.isPresent()
                    ? InetAddress.getByName(told.get().toString())
                    : InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new HostException("No address of " + host.orElse("the pod") + ".", e);
        }
    }
}
