package io.podseg.host.probe;

import io.podseg.host.libc.NetworkNamespace;
import io.podseg.model.Protocol;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Prober.Answer;
import io.podseg.reconcile.Prober.Attempt;
import io.podseg.reconcile.Prober.Lost;
import io.podseg.reconcile.Prober.Passed;
import io.podseg.reconcile.Prober.Silent;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Attempts that are under way at the same time. */
final class Wave implements AutoCloseable {
    /** A datagram may be lost on the way: it is sent so many times, evenly over the first half of the limit. */
    private static final int SENDINGS = 3;

    private final List<Attempt> attempts;
    private final Optional<Path> node;
    private final Selector selector;
    private final List<Client> clients = new ArrayList<>();
    private final Map<Receiver.Place, Receiver> receivers = new HashMap<>();
    private final Token token = Token.random();
    private int open;

    Wave(List<Attempt> attempts, Optional<Path> node) throws IOException {
        this.attempts = List.copyOf(attempts);
        this.node = node;
        this.selector = Selector.open();
    }

    List<Answer> run(Duration limit) throws HostException, IOException {
        openReceivers();
        openClients();
        for (Client client : clients) {
            client.begin(selector);
        }
        await(limit);
        List<Answer> answers = new ArrayList<>(attempts.size());
        for (int i = 0; i < attempts.size(); i++) {
            answers.add(answer(i));
        }
        return answers;
    }

    private Answer answer(int number) {
        Client client = clients.get(number);
        Optional<Answer> met = client.answer();
        if (met.isPresent()) {
            return met.get();
        }
        return receiver(attempts.get(number)).isPresent() ? new Lost() : new Silent(client.port());
    }

    private Optional<Receiver> receiver(Attempt attempt) {
        return Receiver.Place.of(attempt).flatMap(place -> Optional.ofNullable(receivers.get(place)));
    }

    /** A socket wherever a datagram should arrive and nobody listens. */
    private void openReceivers() throws HostException, IOException {
        Map<Long, List<Receiver.Place>> places = new HashMap<>();
        for (Attempt attempt : attempts) {
            Receiver.Place.of(attempt).ifPresent(place -> {
                List<Receiver.Place> there = places.computeIfAbsent(place.process(), _ -> new ArrayList<>());
                if (!there.contains(place)) {
                    there.add(place);
                }
            });
        }
        for (Map.Entry<Long, List<Receiver.Place>> entry : places.entrySet()) {
            NetworkNamespace.inside(entry.getKey(), () -> {
                for (Receiver.Place place : entry.getValue()) {
                    Receiver.open(place).ifPresent(receiver -> receivers.put(place, receiver));
                }
                return true;
            });
        }
        for (Receiver receiver : receivers.values()) {
            receiver.register(selector);
        }
    }

    /** Sockets are made in their namespace, all of one namespace by one thread, and used from here. */
    private void openClients() throws HostException {
        Map<Optional<Long>, List<Integer>> bySource = new HashMap<>();
        for (int i = 0; i < attempts.size(); i++) {
            bySource.computeIfAbsent(attempts.get(i).from(), _ -> new ArrayList<>())
                    .add(i);
        }
        Client[] made = new Client[attempts.size()];
        for (Map.Entry<Optional<Long>, List<Integer>> entry : bySource.entrySet()) {
            List<Integer> numbers = entry.getValue();
            Optional<String> namespace =
                    entry.getKey().map(NetworkNamespace::of).or(() -> node.map(Path::toString));
            List<Client> there = namespace.isPresent()
                    ? NetworkNamespace.inside(namespace.get(), () -> clients(numbers))
                    : clients(numbers);
            for (int i = 0; i < there.size(); i++) {
                made[numbers.get(i)] = there.get(i);
            }
        }
        clients.addAll(List.of(made));
    }

    private List<Client> clients(List<Integer> numbers) throws HostException {
        List<Client> there = new ArrayList<>();
        for (int number : numbers) {
            Attempt attempt = attempts.get(number);
            boolean received = receiver(attempt).isPresent();
            there.add(
                    attempt.protocol() == Protocol.TCP
                            ? TcpClient.open(attempt)
                            : UdpClient.open(attempt, received ? token.numbered(number) : Token.HARMLESS));
        }
        return there;
    }

    private void await(Duration limit) throws IOException {
        long start = System.nanoTime();
        long end = start + limit.toNanos();
        int sent = 1;
        open = (int)
                clients.stream().filter(client -> client.answer().isEmpty()).count();
        while (open > 0 && System.nanoTime() < end) {
            long resend = start + limit.toNanos() * sent / (2 * SENDINGS);
            if (sent < SENDINGS && System.nanoTime() >= resend) {
                clients.forEach(Client::again);
                sent++;
            }
            long next = sent < SENDINGS ? Math.min(end, resend) : end;
            selector.select(this::ready, Math.max(1, (next - System.nanoTime()) / 1_000_000));
            open = (int)
                    clients.stream().filter(client -> client.answer().isEmpty()).count();
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof Client client) {
            client.ready();
        } else if (key.attachment() instanceof Receiver receiver) {
            receiver.received().stream()
                    .flatMap(datagram -> token.number(datagram).stream())
                    .filter(number -> number < clients.size())
                    .forEach(number -> clients.get(number).met(new Passed()));
        }
    }

    /** Closes every socket, those in the pods first. */
    @Override
    public void close() throws IOException {
        for (Receiver receiver : receivers.values()) {
            receiver.close();
        }
        for (Client client : clients) {
            client.close();
        }
        selector.close();
    }
}
