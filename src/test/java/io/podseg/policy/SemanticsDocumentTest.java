package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/semantics.md and the tests name each other. */
class SemanticsDocumentTest {
    private static final Pattern QUOTED = Pattern.compile("`(?:(\\w+(?:Test))\\.)?([a-z]\\w{11,})`");
    private static final List<String> FIELDS =
            List.of("podSelector", "policyTypes", "namespaceSelector", "matchExpressions");

    @Test
    void everyNamedTestExistsAndEverySemanticsTestIsNamed() throws IOException {
        String text = Files.readString(Path.of("docs/semantics.md"));
        List<String> named = new ArrayList<>();
        Matcher quoted = QUOTED.matcher(text);
        while (quoted.find()) {
            if (!FIELDS.contains(quoted.group(2))) {
                named.add((quoted.group(1) == null ? "SemanticsTest" : quoted.group(1)) + "." + quoted.group(2));
            }
        }
        assertThat(named)
                .hasSizeGreaterThan(40)
                .allSatisfy(name -> assertThat(exists(name)).as(name).isTrue());
        assertThat(named)
                .containsAll(Stream.of(SemanticsTest.class, EndpointSemanticsTest.class)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Test.class))
                        .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                        .toList());
    }

    private static boolean exists(String name) {
        int dot = name.indexOf('.');
        try {
            Class<?> type = Class.forName("io.podseg.policy." + name.substring(0, dot));
            return Arrays.stream(type.getDeclaredMethods())
                    .map(Method::getName)
                    .anyMatch(name.substring(dot + 1)::equals);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
