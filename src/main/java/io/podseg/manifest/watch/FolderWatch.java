package io.podseg.manifest.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells when manifests in files and folders may have changed, by inotify: files written, replaced, added and removed, folders that
 * come and go, links that are exchanged on any part of the way ({@code ..data} of a mounted ConfigMap). Files that are no
 * manifests wake nobody.
 */
public final class FolderWatch implements Watch {
    /** Editors and copies touch a file several times within milliseconds. */
    private static final Duration QUIET = Duration.ofMillis(15);

    /** Who writes on and on must not keep a change from being seen. */
    private static final Duration LONGEST = Duration.ofMillis(100);

    /** How often everything is looked at where the kernel has no watches left, or a folder cannot be watched. */
    private static final Duration BLIND = Duration.ofSeconds(5);

    /** Folders that come faster than this are found by the events that they cause. */
    private static final int LOOKS = 5;

    private static final WatchEvent.Kind<?>[] ENTRIES = {ENTRY_CREATE, ENTRY_DELETE};
    private static final WatchEvent.Kind<?>[] CONTENTS = {ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY};

    private final List<Path> paths;
    private final Supplier<Optional<WatchService>> services;
    private final Duration blindly;

    /** A watch on these files and folders, all that is below them included. */
    public FolderWatch(List<Path> paths) {
        this(paths, FolderWatch::open, BLIND);
    }

    /**
     * The same.
     *
     * @param services the kernel's watches, where there are any left
     * @param blindly how often everything is looked at where there are none
     */
    FolderWatch(List<Path> paths, Supplier<Optional<WatchService>> services, Duration blindly) {
        this.paths = List.copyOf(paths);
        this.services = services;
        this.blindly = blindly;
    }

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        Session session = new Session(services.get(), wake);
        session.look();
        Thread.ofPlatform().daemon().name("folder-watch").start(session);
        return session;
    }

    /** The kernel gives each user a limited number of these; without one the folders are looked at from time to time. */
    private static Optional<WatchService> open() {
        try {
            return Optional.of(FileSystems.getDefault().newWatchService());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private final class Session implements Runnable, AutoCloseable {
        private final Optional<WatchService> service;
        private final Consumer<Trigger> wake;
        private final Map<WatchKey, Place> watched = new HashMap<>();
        private boolean blind;
        private volatile boolean closed;

        private record Place(Path folder, Interest interest) {}

        Session(Optional<WatchService> service, Consumer<Trigger> wake) {
            this.service = service;
            this.wake = wake;
        }

        @Override
        public void run() {
            try {
                while (!closed) {
                    turn();
                }
            } catch (ClosedWatchServiceException e) {
                // That is how it ends.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits for something that matters, then for quiet, then tells. */
        private void turn() throws InterruptedException {
            Seen seen = next(blind ? blindly : Duration.ofDays(1));
            if (blind && seen == Seen.NOTHING) {
                look();
                wake.accept(Trigger.FILES);
                return;
            }
            if (seen == Seen.NOTHING || seen == Seen.OTHER) {
                return;
            }
            if (quiet() || seen == Seen.WAY) {
                look();
            }
            wake.accept(Trigger.FILES);
        }

        /** Waits until nothing that matters has happened for a while; whether a folder or link was among what did. */
        private boolean quiet() throws InterruptedException {
            boolean moved = false;
            long now = System.nanoTime();
            long longest = now + LONGEST.toNanos();
            long end = now + QUIET.toNanos();
            while (now < end && now < longest) {
                Seen seen = next(Duration.ofNanos(Math.min(end, longest) - now));
                now = System.nanoTime();
                if (seen.compareTo(Seen.MANIFEST) >= 0) {
                    end = now + QUIET.toNanos();
                    moved |= seen == Seen.WAY;
                }
            }
            return moved;
        }

        private Seen next(Duration limit) throws InterruptedException {
            if (service.isEmpty()) {
                Thread.sleep(limit);
                return Seen.NOTHING;
            }
            WatchKey key = service.get().poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (key == null) {
                return Seen.NOTHING;
            }
            Seen seen = Seen.OTHER;
            Optional<Place> place = Optional.ofNullable(watched.get(key));
            for (WatchEvent<?> event : key.pollEvents()) {
                if (place.isPresent()) {
                    seen = seen.or(
                            Seen.of(event, place.get().folder(), place.get().interest()));
                }
            }
            return key.reset() || place.isEmpty() ? seen : Seen.WAY;
        }

        /** Finds out which folders there are, and watches those. */
        void look() {
            blind = service.isEmpty();
            Set<Path> known = new HashSet<>();
            Map<Path, Interest> places = Places.of(paths);
            // A folder that came while the others were looked at may have been filled before it was watched: look
            // again.
            for (int times = 0; times < LOOKS && service.isPresent() && !known.equals(places.keySet()); times++) {
                watch(service.get(), places);
                known = places.keySet();
                places = Places.of(paths);
            }
        }

        private void watch(WatchService watches, Map<Path, Interest> places) {
            Set<WatchKey> wanted = new HashSet<>();
            for (Map.Entry<Path, Interest> entry : places.entrySet()) {
                Interest interest = entry.getValue();
                try {
                    WatchKey key = entry.getKey().register(watches, interest.contents() ? CONTENTS : ENTRIES);
                    Place same = watched.get(key);
                    if (!wanted.add(key) && same != null) {
                        interest.add(same.interest());
                        entry.getKey().register(watches, interest.contents() ? CONTENTS : ENTRIES);
                    }
                    watched.put(key, new Place(entry.getKey(), interest));
                } catch (IOException e) {
                    blind = true;
                }
            }
            Set<WatchKey> gone = new HashSet<>(watched.keySet());
            gone.removeAll(wanted);
            gone.forEach(WatchKey::cancel);
            watched.keySet().retainAll(wanted);
        }

        @Override
        public void close() throws IOException {
            closed = true;
            if (service.isPresent()) {
                service.get().close();
            }
        }
    }
}
