package io.podseg.host.look;

import io.podseg.host.libc.LibC;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;

/** A counter of a kernel tracepoint for one thread and whatever it starts (perf_event_open(2)). Nothing else is slowed down by it. */
final class PerfEvent implements AutoCloseable {
    /** Numbers of the system call; the C library has no function for it. */
    private static final Map<String, Long> NUMBERS = Map.of("amd64", 298L, "aarch64", 241L, "riscv64", 241L);

    private static final MethodHandle SYSCALL = LibC.function(
            "syscall",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle IOCTL = LibC.function(
            "ioctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    private static final MethodHandle READ = LibC.function(
            "read",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle CLOSE =
            LibC.function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    /** Of struct perf_event_attr (linux/perf_event.h): its size in version 5, and what is set in it. */
    private static final int ATTRIBUTES = 112;

    private static final int TRACEPOINT = 2;
    private static final long OFFSET_CONFIG = 8;
    private static final long OFFSET_FLAGS = 40;
    private static final long INHERIT = 2;

    private static final long CLOSE_ON_EXEC = 8;
    private static final long SET_FILTER = 0x4008_2406L;

    private final int file;

    private PerfEvent(int file) {
        this.file = file;
    }

    /** Whether this processor's numbers are known. */
    static boolean possible() {
        return NUMBERS.containsKey(System.getProperty("os.arch", ""));
    }

    /**
     * Begins to count.
     *
     * @param tracepoint number of the tracepoint
     * @param thread number of the thread
     * @param filter which of its events count, as in the kernel's tracing
     */
    static Opened open(int tracepoint, long thread, String filter) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES, Long.BYTES);
            attributes.set(ValueLayout.JAVA_INT, 0, TRACEPOINT);
            attributes.set(ValueLayout.JAVA_INT, Integer.BYTES, ATTRIBUTES);
            attributes.set(ValueLayout.JAVA_LONG, OFFSET_CONFIG, tracepoint);
            attributes.set(ValueLayout.JAVA_LONG, OFFSET_FLAGS, INHERIT);
            MemorySegment state = LibC.state(arena);
            long number = NUMBERS.getOrDefault(System.getProperty("os.arch", ""), -1L);
            long file = (long) SYSCALL.invokeExact(state, number, attributes, thread, -1L, -1L, CLOSE_ON_EXEC);
            if (file < 0) {
                return new Opened(Optional.empty(), LibC.errno(state));
            }
            PerfEvent event = new PerfEvent((int) file);
            if ((int) IOCTL.invokeExact(state, event.file, SET_FILTER, arena.allocateFrom(filter)) < 0) {
                int error = LibC.errno(state);
                event.close();
                return new Opened(Optional.empty(), error);
            }
            return new Opened(Optional.of(event), 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** How often by now. */
    long count() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment state = LibC.state(arena);
            long length = (long) READ.invokeExact(state, file, count, (long) Long.BYTES);
            return length == Long.BYTES ? count.get(ValueLayout.JAVA_LONG, 0) : 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(LibC.state(arena), file);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A counter, or why it could not be had.
     *
     * @param error error number (errno(3)); 0 where there is a counter
     */
    record Opened(Optional<PerfEvent> event, int error) {}
}
