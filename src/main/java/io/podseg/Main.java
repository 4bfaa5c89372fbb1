package io.podseg;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.jspecify.annotations.NullMarked;

/** Entry point. */
@QuarkusMain
@NullMarked
public final class Main {
    private Main() {}

    public static void main(String... args) {
        Quarkus.run(App.class, args);
    }

    /** Runs one command. */
    public static final class App implements QuarkusApplication {
        @Override
        public int run(String... args) {
            System.out.println("podseg");
            return 0;
        }
    }
}
