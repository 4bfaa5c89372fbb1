package io.podseg.host.libc;

import io.podseg.reconcile.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs code in another network namespace. A socket belongs to the namespace of the thread that makes it and stays there whoever uses
 * it (setns(2), network_namespaces(7)); so a thread of its own enters, makes sockets, and ends. No thread ever comes back.
 */
public final class NetworkNamespace {
    private static final int O_RDONLY = 0;
    private static final int O_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int EPERM = 1;
    private static final int EACCES = 13;

    private static final MethodHandle OPEN = LibC.function(
            "open", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle SETNS = LibC.function(
            "setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            LibC.function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private NetworkNamespace() {}

    /**
     * Runs a task in the network namespace of a process.
     *
     * @throws HostException where the namespace cannot be entered, and what the task throws
     */
    public static <T> T inside(long process, Callable<T> task) throws HostException {
        return inside(of(process), task);
    }

    /** The same in a namespace that is given by its file. */
    public static <T> T inside(String file, Callable<T> task) throws HostException {
        FutureTask<T> future = new FutureTask<>(() -> {
            enter(file);
            return task.call();
        });
        Thread.ofPlatform().name("netns " + file).daemon().start(future);
        return result(future);
    }

    /** What a task came to. */
    public static <T> T result(FutureTask<T> future) throws HostException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HostException failure) {
                throw failure;
            }
            throw new HostException("no connection could be tried: " + e.getCause(), e);
        }
    }

    /** File of the network namespace of a process. */
    public static String of(long process) {
        return "/proc/" + process + "/ns/net";
    }

    /**
     * Takes this thread, which must be a platform thread that ends soon or does nothing else, into a network namespace for good.
     *
     * @param path file of the namespace, such as {@link #of}
     * @throws HostException where it cannot be entered
     */
    public static void enter(String path) throws HostException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = LibC.state(arena);
            int file = (int) OPEN.invokeExact(state, arena.allocateFrom(path), O_RDONLY | O_CLOEXEC);
            if (file < 0) {
                throw failure(path, state);
            }
            int entered = (int) SETNS.invokeExact(state, file, CLONE_NEWNET);
            int error = LibC.errno(state);
            int closed = (int) CLOSE.invokeExact(state, file);
            if (entered != 0 || closed != 0) {
                throw failure(path, error);
            }
        } catch (HostException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static HostException failure(String path, MemorySegment state) {
        return failure(path, LibC.errno(state));
    }

    private static HostException failure(String path, int error) {
        return new HostException(
                error == EPERM || error == EACCES
                        ? "no permission to enter the network namespace " + path
                                + ": real connections from pods need root with CAP_SYS_ADMIN and CAP_SYS_PTRACE"
                        : "the network namespace " + path + " could not be entered (errno " + error
                                + "); where its pod has just ended, try again");
    }
}
