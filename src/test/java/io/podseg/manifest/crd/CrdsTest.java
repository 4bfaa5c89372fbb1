package io.podseg.manifest.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** {@code crds/} is what the Java types generate; {@code -Dpodseg.update=true} writes it. */
@NullMarked
class CrdsTest {
    private static final Path COMMITTED = Path.of(NetworkSchema.RESOURCE);

    @Test
    void committedSchemaIsTheGeneratedOne() throws IOException {
        String generated = generate();
        assertThat(generate()).isEqualTo(generated);
        if (Boolean.getBoolean("podseg.update")) {
            Files.createDirectories(Path.of("crds"));
            Files.writeString(COMMITTED, generated);
        }
        assertThat(Files.readString(COMMITTED))
                .as("run with -Dpodseg.update=true and commit crds/")
                .isEqualTo(generated);
    }

    @Test
    void schemaIsInTheJar() throws IOException {
        try (var in = NetworkSchema.class.getResourceAsStream("/" + NetworkSchema.RESOURCE)) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(Files.readString(COMMITTED));
        }
    }

    private static String generate() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new CRDGenerator()
                .customResourceClasses(Network.class)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withOutput(new InMemory(bytes))
                .generate();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private record InMemory(ByteArrayOutputStream bytes) implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        @Override
        public ByteArrayOutputStream outputFor(String name) {
            return bytes;
        }

        @Override
        public void close() {
            try {
                bytes.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
