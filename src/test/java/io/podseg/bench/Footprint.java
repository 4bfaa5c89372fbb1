package io.podseg.bench;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.model.Declarations;
import io.podseg.policy.Classes;
import io.podseg.policy.Direction;
import io.podseg.policy.PodClass;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How much heap the compiled forms hold: used heap after full collections, before and after. Run with a fixed {@code -Xmx}, ending normally
 * also shows how much heap is enough.
 */
public final class Footprint {
    private static final int COLLECTIONS = 4;

    private Footprint() {}

    /**
     * Prints {@code manifests}, {@code classes} and {@code everything} with the MiB that each holds, one a line.
     *
     * @param arguments number of namespaces with four pods and three policies each
     */
    public static void main(String[] arguments) throws InterruptedException {
        long empty = used();
        Declarations declarations = Generated.smallNamespaces(Integer.parseInt(arguments[0]));
        long manifests = used();
        Desired desired = Compiler.compile(declarations, Known.NOTHING);
        long everything = used();
        List<PodClass> classes = Stream.of(Direction.values())
                .flatMap(direction -> Classes.of(desired.world(), direction).stream())
                .toList();
        long withClasses = used();
        print("manifests", manifests - empty);
        print("everything", everything - manifests);
        print("classes", withClasses - everything);
        Reference.reachabilityFence(declarations);
        Reference.reachabilityFence(desired);
        Reference.reachabilityFence(classes);
    }

    private static void print(String what, long bytes) {
        System.out.println(what + " " + String.format(Locale.ROOT, "%.0f", bytes / 1048576.0));
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
