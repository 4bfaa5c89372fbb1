package io.podseg.web;

import io.podseg.reconcile.HostException;
import io.podseg.status.Account;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All that are notified. */
public final class Notifiers implements AutoCloseable {
    private static final Duration FIRST = Duration.ofSeconds(1);

    private final List<Notifier> all;

    private Notifiers(List<Notifier> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Starts one for each URL in a file.
     *
     * @throws HostException where a file cannot be read, or others can read it too
     */
    public static Notifiers open(Path urls, boolean slack, Optional<Path> secret, Consumer<String> complain)
            throws HostException {
        Optional<String> key =
                secret.isPresent() ? Optional.of(read(secret.get()).strip()) : Optional.empty();
        if (key.filter(String::isEmpty).isPresent()) {
            throw new HostException("there is no secret in " + secret.get());
        }
        List<URI> targets;
        try {
            targets = Notifier.urls(read(urls));
        } catch (HostException e) {
            throw new HostException(urls + ": " + e.getMessage(), e);
        }
        Notifier.Settings settings = new Notifier.Settings(host(), Clock.systemUTC(), FIRST, complain);
        List<Notifier> all = new ArrayList<>();
        for (URI target : targets) {
            all.add(new Notifier(new Notifier.Target(target, slack, key), settings));
        }
        return new Notifiers(all);
    }

    private static String read(Path file) throws HostException {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                throw new HostException("everybody may read " + file + "; keep what is in it secret with: chmod 600");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new HostException("cannot read " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Takes what the controller has to say. */
    public void told(Account account) {
        all.forEach(notifier -> notifier.told(account));
    }

    @Override
    public void close() {
        all.forEach(Notifier::close);
    }
}
