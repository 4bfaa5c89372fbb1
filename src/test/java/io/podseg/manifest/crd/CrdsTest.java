package io.podseg.manifest.crd;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code crds/} is what the Java types generate; {@code -Dpodseg.update=true} writes it. */
@NullMarked
class CrdsTest {
    /** The kinds that podseg defines, by their plural. */
    enum Defined {
        NETWORKS(Network.class),
        SECURITYPROFILES(SecurityProfile.class),
        IMAGEPOLICIES(ImagePolicy.class);

        private final Class<? extends CustomResource<?, ?>> type;

        Defined(Class<? extends CustomResource<?, ?>> type) {
            this.type = type;
        }

        private String resource() {
            return CrdSchema.resource(name().toLowerCase(Locale.ROOT));
        }

        private Path committed() {
            return Path.of(resource());
        }
    }

    @ParameterizedTest
    @EnumSource
    void committedSchemaIsTheGeneratedOne(Defined kind) throws IOException {
        String generated = generate(kind.type);
        assertThat(generate(kind.type)).isEqualTo(generated);
        if (Boolean.getBoolean("podseg.update")) {
            Files.createDirectories(Path.of("crds"));
            Files.writeString(kind.committed(), generated);
        }
        assertThat(Files.readString(kind.committed()))
                .as("run with -Dpodseg.update=true and commit crds/")
                .isEqualTo(generated);
    }

    @ParameterizedTest
    @EnumSource
    void schemaIsInTheJar(Defined kind) throws IOException {
        try (var in = CrdSchema.class.getResourceAsStream("/" + kind.resource())) {
            assertThat(in).isNotNull();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(Files.readString(kind.committed()));
        }
    }

    private static String generate(Class<? extends CustomResource<?, ?>> type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new CRDGenerator()
                .customResourceClasses(type)
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
