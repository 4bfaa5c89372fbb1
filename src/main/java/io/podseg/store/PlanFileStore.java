package io.podseg.store;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.host.files.Problem;
import io.podseg.plan.SavedPlan;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PlanFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Saved plans as JSON, {@code podseg.io/saved-plan/v1}. */
public final class PlanFileStore implements PlanFiles {
    static final String SCHEMA = "podseg.io/saved-plan/v1";

    private static final String ANY_VERSION = "podseg.io/saved-plan/";
    private static final int MOST_BYTES = 256 * 1024 * 1024;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public void write(Path file, SavedPlan plan) throws HostException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.putAll(MAPPER.convertValue(plan, new TypeReference<LinkedHashMap<String, Object>>() {}));
        Path target = file.toAbsolutePath();
        try {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                replaceable(target, file);
            }
            AtomicFile.write(target, MAPPER.writeValueAsString(document) + "\n");
        } catch (IOException e) {
            throw new HostException("cannot write the plan to " + file + ": " + Problem.of(e), e);
        }
    }

    private static void replaceable(Path target, Path shown) throws IOException, HostException {
        String left = "; the plan was not written. Choose another name";
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new HostException(shown + " is " + kind(target) + " and not a file" + left);
        }
        if (Files.size(target) > 0 && !schema(target).startsWith(ANY_VERSION)) {
            throw new HostException(shown + " is there already and is no saved plan" + left);
        }
    }

    private static String kind(Path path) {
        return Files.isSymbolicLink(path) ? "a link" : Files.isDirectory(path) ? "a folder" : "something special";
    }

    /** The schema that a file names; empty where it is no JSON or names none. */
    private static String schema(Path file) throws IOException {
        try {
            return MAPPER.readTree(bytes(file)).path("schema").asText("");
        } catch (JacksonException e) {
            return "";
        }
    }

    @Override
    public SavedPlan read(Path file) throws UnusablePlanException {
        Path source = file.toAbsolutePath();
        try {
            trust(source, file);
            JsonNode document = MAPPER.readTree(bytes(source));
            String schema = document.path("schema").asText("");
            if (!schema.equals(SCHEMA)) {
                throw new UnusablePlanException(file + foreign(schema));
            }
            Map<String, Object> fields = MAPPER.convertValue(document, new TypeReference<>() {});
            fields.remove("schema");
            return MAPPER.convertValue(fields, SavedPlan.class);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new UnusablePlanException(
                    file + " is no saved plan, or a damaged one; make one with: podseg plan --out");
        } catch (NoSuchFileException e) {
            throw new UnusablePlanException("there is no file " + file);
        } catch (IOException e) {
            throw new UnusablePlanException("cannot read " + file + ": " + Problem.of(e));
        }
    }

    private static String foreign(String schema) {
        if (schema.startsWith(ANY_VERSION)) {
            return " was written by another version of podseg, which has " + schema + " where this one has " + SCHEMA
                    + "; make it anew with this version";
        }
        return schema.startsWith("podseg.io/plan/")
                ? " is a plan as -o json prints it, which says too little to be applied; make one with: podseg plan --out"
                : " is no saved plan; make one with: podseg plan --out";
    }

    /** Whoever can write the file says which manifests are applied. */
    private static void trust(Path source, Path shown) throws IOException, UnusablePlanException {
        PosixFileAttributes attributes =
                Files.readAttributes(source, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (attributes.isDirectory()) {
            throw new UnusablePlanException(
                    shown + " is a folder and no saved plan; manifests are named with: -f " + shown);
        }
        if (!attributes.isRegularFile()) {
            throw new UnusablePlanException(shown + " is " + kind(source) + " and not a file");
        }
        Object owner = Files.getAttribute(source, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!Integer.valueOf(0).equals(owner)
                && !Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(owner)) {
            throw new UnusablePlanException(shown + " belongs to another user, "
                    + attributes.owner().getName() + ", who could have written anything; make it yourself");
        }
        if (attributes.permissions().stream().anyMatch(OTHERS::contains)) {
            throw new UnusablePlanException("others may write to " + shown
                    + ", so it may not be what you approved; keep it from them with: chmod go-w");
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Channels.newInputStream(
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it has more than " + MOST_BYTES + " bytes");
            }
            return bytes;
        }
    }
}
