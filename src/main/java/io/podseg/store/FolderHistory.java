package io.podseg.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.podseg.host.files.Problem;
import io.podseg.reconcile.Applied;
import io.podseg.reconcile.History;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A file for each apply below {@code history/} in the state folder, {@code podseg.io/history/v1}, mode 0600. */
public final class FolderHistory implements History {
    static final String SCHEMA = "podseg.io/history/v1";

    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})\\.json");

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path stateFolder;
    private final Path folder;

    /** The history in a state folder; made when something is added. */
    public FolderHistory(Path stateFolder) {
        this.stateFolder = stateFolder.toAbsolutePath().normalize();
        this.folder = this.stateFolder.resolve("history");
    }

    /** A file as it is written. */
    record Document(
            String schema,
            String command,
            String user,
            String sudoUser,
            String began,
            String last,
            long milliseconds,
            int times,
            String before,
            String after,
            String result,
            List<Applied.Item> outcomes,
            Map<String, Object> plan) {
        static Document of(Applied applied) {
            return new Document(
                    SCHEMA,
                    applied.who().command(),
                    applied.who().user(),
                    applied.who().sudo(),
                    applied.when().began().toString(),
                    applied.when().last().toString(),
                    applied.when().took().toMillis(),
                    applied.times(),
                    applied.before(),
                    applied.after(),
                    applied.result(),
                    applied.outcomes(),
                    applied.plan());
        }

        Applied applied() {
            return new Applied(
                    new Applied.Who(command, user, sudoUser),
                    new Applied.When(Instant.parse(began), Duration.ofMillis(milliseconds), Instant.parse(last)),
                    times,
                    before,
                    after,
                    result,
                    outcomes,
                    new LinkedHashMap<>(plan));
        }
    }

    @Override
    public long add(Applied applied) throws HostException {
        List<Long> numbers = numbers();
        long number = reserve(numbers.isEmpty() ? 1 : numbers.getFirst() + 1);
        write(number, applied);
        for (long old : numbers.subList(Math.min(numbers.size(), KEPT - 1), numbers.size())) {
            try {
                Files.deleteIfExists(file(old));
            } catch (IOException e) {
                throw Problem.cannot("remove", file(old), e);
            }
        }
        return number;
    }

    @Override
    public void replace(long number, Applied applied) throws HostException {
        if (Files.exists(file(number))) {
            write(number, applied);
        }
    }

    /** Somebody else may be adding just now. */
    private long reserve(long first) throws HostException {
        StateFolder.make(stateFolder);
        StateFolder.make(folder);
        long number = first;
        while (true) {
            try {
                AtomicFile.reserve(file(number));
                return number;
            } catch (FileAlreadyExistsException e) {
                number++;
            } catch (IOException e) {
                throw Problem.cannot("write", file(number), e);
            }
        }
    }

    private void write(long number, Applied applied) throws HostException {
        try {
            AtomicFile.write(file(number), MAPPER.writeValueAsString(Document.of(applied)) + "\n");
        } catch (IOException e) {
            throw Problem.cannot("write", file(number), e);
        }
    }

    @Override
    public List<Entry> list() throws HostException {
        List<Entry> entries = new ArrayList<>();
        for (long number : numbers()) {
            find(number).ifPresent(entries::add);
        }
        return entries;
    }

    @Override
    public Optional<Entry> find(long number) throws HostException {
        try {
            Document document = MAPPER.readValue(Files.readString(file(number)), Document.class);
            return document != null && SCHEMA.equals(document.schema())
                    ? Optional.of(new Entry(number, document.applied()))
                    : Optional.empty();
        } catch (JacksonException | NoSuchFileException | RuntimeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.cannot("read", file(number), e);
        }
    }

    private Path file(long number) {
        return folder.resolve(String.format("%08d.json", number));
    }

    /** Newest first. */
    private List<Long> numbers() throws HostException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Long.parseLong(name.group(1)))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw Problem.cannot("read", folder, e);
        }
    }
}
