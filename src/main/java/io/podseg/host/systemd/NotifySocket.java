package io.podseg.host.systemd;

import io.podseg.host.libc.LibC;
import io.podseg.reconcile.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The datagram socket of a service manager (sd_notify(3), unix(7)), by the C library: Java has UNIX sockets for streams only. A
 * name that begins with {@code @} stands in the abstract namespace.
 */
final class NotifySocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_DONTWAIT = 0x40;

    /** Length of {@code sun_path}. */
    private static final int MAX_PATH = 108;

    private static final MethodHandle SOCKET = LibC.function(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SENDTO = LibC.function(
            "sendto",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            LibC.function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final String name;

    /**
     * A socket that is there or not; it is looked for anew for each message.
     *
     * @param name as in {@code $NOTIFY_SOCKET}
     */
    NotifySocket(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("no name of a UNIX socket: " + name);
        }
        this.name = name;
    }

    /** Whether a UNIX socket can have this name. */
    static boolean isName(String name) {
        return bytes(name).length < MAX_PATH && name.length() > 1 && (name.startsWith("/") || name.startsWith("@"));
    }

    /** Sends one message, never waiting. */
    void send(String message) throws HostException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = LibC.state(arena);
            int socket = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            if (socket < 0) {
                throw failure(state);
            }
            byte[] text = bytes(message);
            MemorySegment address = address(arena);
            long sent = (long) SENDTO.invokeExact(
                    state,
                    socket,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, text),
                    (long) text.length,
                    MSG_NOSIGNAL | MSG_DONTWAIT,
                    address,
                    (int) address.byteSize());
            HostException failure = failure(state);
            int closed = (int) CLOSE.invokeExact(state, socket);
            if (sent != text.length || closed != 0) {
                throw failure;
            }
        } catch (HostException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code struct sockaddr_un}: family, then the path with its final zero, or a zero and the abstract name. */
    private MemorySegment address(Arena arena) {
        byte[] path = bytes(name);
        boolean isAbstract = name.startsWith("@");
        MemorySegment address = arena.allocate(Short.BYTES + path.length + (isAbstract ? 0 : 1), Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
        if (isAbstract) {
            address.set(ValueLayout.JAVA_BYTE, Short.BYTES, (byte) 0);
        }
        return address;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private HostException failure(MemorySegment state) {
        return new HostException("systemd cannot be told: " + name + " (errno " + LibC.errno(state) + ")");
    }
}
