package io.podseg.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Every benchmark runs, once and at a small size: what is measured seldom must not break unseen. */
class BenchmarksTest {
    private static final int SIZE = 5;

    @ParameterizedTest
    @ValueSource(
            classes = {
                CompileBenchmark.class,
                HardeningBenchmark.class,
                ManifestBenchmark.class,
                PlanBenchmark.class,
                ReachabilityBenchmark.class
            })
    void eachRunsAtASmallSize(Class<?> type) throws ReflectiveOperationException {
        Object state = type.getDeclaredConstructor().newInstance();
        for (Field field : type.getFields()) {
            if (field.isAnnotationPresent(Param.class)) {
                field.setInt(state, SIZE);
            }
        }
        call(state, Setup.class);
        assertThat(call(state, Benchmark.class)).isNotEmpty().doesNotContainNull();
        call(state, TearDown.class);
    }

    private static List<Object> call(Object state, Class<? extends Annotation> marked) {
        return Arrays.stream(state.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(marked))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> answer(state, method))
                .toList();
    }

    private static Object answer(Object state, Method method) {
        try {
            Object answer = method.invoke(state);
            return method.getReturnType() == void.class ? "" : answer;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(method.getName(), e);
        }
    }
}
