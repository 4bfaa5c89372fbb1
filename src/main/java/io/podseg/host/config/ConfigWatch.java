package io.podseg.host.config;

import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Tells when a file of Podman's settings is no longer what it was. It looks again and again: they are few, and some may be missing. */
public final class ConfigWatch implements Watch {
    private final List<Path> places;
    private final Duration interval;

    /**
     * @param interval time between two looks
     */
    public ConfigWatch(ConfigPlaces places, TrustPlaces trust, Duration interval) {
        List<Path> all = new ArrayList<>(places.settings());
        for (Path folder : List.of(trust.user(), trust.system())) {
            all.addAll(List.of(folder.resolve("policy.json"), folder.resolve("registries.d")));
        }
        all.add(places.seccomp());
        places.alone().ifPresent(all::add);
        places.last().ifPresent(all::add);
        this.places = all;
        this.interval = interval;
    }

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        List<String> first = look();
        Thread thread = Thread.ofPlatform().name("settings-watch").daemon().start(() -> watch(first, wake));
        return thread::interrupt;
    }

    private void watch(List<String> first, Consumer<Trigger> wake) {
        List<String> known = first;
        try {
            while (true) {
                Thread.sleep(interval);
                List<String> now = look();
                if (!now.equals(known)) {
                    known = now;
                    wake.accept(Trigger.SETTINGS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> look() {
        List<String> seen = new ArrayList<>();
        for (Path path : places) {
            see(path, seen);
            if (Files.isDirectory(path)) {
                try (Stream<Path> entries = Files.list(path)) {
                    entries.sorted().forEach(entry -> see(entry, seen));
                } catch (IOException e) {
                    seen.add(path + " cannot be read");
                }
            }
        }
        return seen;
    }

    private static void see(Path path, List<String> seen) {
        try {
            BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
            seen.add(path + " " + is.fileKey() + " " + is.size() + " " + is.lastModifiedTime());
        } catch (IOException e) {
            seen.add(path + " is not there");
        }
    }
}
