package io.podseg.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.host.files.Problem;
import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource.SourceFile;
import io.podseg.reconcile.Pause;
import io.podseg.reconcile.StateStore.LockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The controller's files in the state folder: {@code controller.lock}, {@code pause.json} and {@code manifests.json}, mode 0600. */
public final class ControllerFolder implements ControllerMemory {
    static final String MANIFESTS = "manifests.json";

    private static final String KEPT_SCHEMA = "podseg.io/kept-manifests/v1";
    private static final String PAUSE_SCHEMA = "podseg.io/pause/v1";
    private static final int MAX_REASON = 300;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private final Path folder;
    private final Clock clock;

    /**
     * Creates nothing yet.
     *
     * @param clock for the lock's text and where a pause does not tell its time
     */
    public ControllerFolder(Path folder, Clock clock) {
        this.folder = folder.toAbsolutePath().normalize();
        this.clock = clock;
    }

    private record Document(String schema, String revision, String before, List<SourceFile> files) {}

    @Override
    public Reign reign() throws HostException, LockedException {
        return new Held(take());
    }

    private FolderLock take() throws HostException, LockedException {
        StateFolder.make(folder);
        FolderLock lock = FolderLock.take(folder, "controller.lock", "run", clock);
        StateFolder.sweep(folder);
        return lock;
    }

    private final class Held implements Reign {
        private FolderLock lock;

        Held(FolderLock lock) {
            this.lock = lock;
        }

        @Override
        public void renew() throws HostException, LockedException {
            if (!lock.stands()) {
                lock.close();
                lock = take();
            }
        }

        @Override
        public void close() {
            lock.close();
        }
    }

    @Override
    public Optional<Pause> pause() {
        try {
            JsonNode file = MAPPER.readTree(Files.readString(pauseFile()));
            boolean known = file.path("schema").asText("").equals(PAUSE_SCHEMA);
            if (!known) {
                return Optional.of(unreadable());
            }
            Optional<Duration> time = Optional.of(file.path("seconds").asLong(0))
                    .filter(some -> some > 0)
                    .map(Duration::ofSeconds);
            return Optional.of(new Pause(
                    Instant.parse(file.path("since").asText("")),
                    line(file.path("by").asText("")),
                    time,
                    line(file.path("reason").asText(""))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | DateTimeException e) {
            return Files.exists(pauseFile()) ? Optional.of(unreadable()) : Optional.empty();
        }
    }

    private static String line(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.length() > MAX_REASON ? clean.substring(0, MAX_REASON) : clean;
    }

    private Pause unreadable() {
        return new Pause(
                clock.instant(),
                "somebody",
                Optional.empty(),
                pauseFile() + " cannot be read; podseg resume takes it away");
    }

    @Override
    public void pause(Pause pause) throws HostException {
        var document = MAPPER.createObjectNode()
                .put("schema", PAUSE_SCHEMA)
                .put("since", pause.since().toString())
                .put("by", line(pause.by()))
                .put("seconds", pause.time().map(Duration::toSeconds).orElse(0L))
                .put("reason", line(pause.reason()));
        StateFolder.make(folder);
        StateFolder.write(pauseFile(), document.toString() + "\n");
    }

    @Override
    public boolean resume() throws HostException {
        try {
            return Files.deleteIfExists(pauseFile());
        } catch (IOException e) {
            throw Problem.cannot("remove", pauseFile(), e);
        }
    }

    @Override
    public Optional<Kept> manifests() throws HostException {
        try {
            Document document = MAPPER.readValue(Files.readString(manifestFile()), Document.class);
            return Optional.of(document)
                    .filter(some -> some.schema().equals(KEPT_SCHEMA))
                    .map(some -> new Kept(some.revision(), some.before(), some.files()));
        } catch (NoSuchFileException | JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.cannot("read", manifestFile(), e);
        }
    }

    @Override
    public Draft draft(Kept manifests) throws HostException {
        try {
            String text = MAPPER.writeValueAsString(
                    new Document(KEPT_SCHEMA, manifests.revision(), manifests.before(), manifests.files()));
            StateFolder.make(folder);
            return new Written(AtomicFile.draft(manifestFile(), text));
        } catch (JacksonException e) {
            throw new HostException("the manifests cannot be kept: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw Problem.cannot("write", manifestFile(), e);
        }
    }

    private record Written(AtomicFile.Draft draft) implements Draft {
        @Override
        public void keep() throws HostException {
            try {
                draft.keep();
            } catch (IOException e) {
                throw Problem.cannot("write", draft.file(), e);
            }
        }

        @Override
        public void close() {
            try {
                draft.close();
            } catch (IOException e) {
                // It is a file more in podseg's own folder.
                return;
            }
        }
    }

    private Path pauseFile() {
        return folder.resolve("pause.json");
    }

    private Path manifestFile() {
        return folder.resolve(MANIFESTS);
    }
}
