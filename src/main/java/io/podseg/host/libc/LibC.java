package io.podseg.host.libc;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Calls of the C library. A handle takes a {@link #state} first, in which the error number of the call is left (errno(3)): by the
 * time Java could ask for it, its own calls have changed it.
 */
public final class LibC {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private LibC() {}

    /** A function of the C library; to be kept in a static final field, which is what makes calls of it quick. */
    public static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), type, Linker.Option.captureCallState("errno"));
    }

    /** Room for the error number of calls. */
    public static MemorySegment state(Arena arena) {
        return arena.allocate(STATE);
    }

    /** The error number that the last call with this state left; of use only where that call failed. */
    public static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }
}
