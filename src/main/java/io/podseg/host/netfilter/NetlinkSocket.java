package io.podseg.host.netfilter;

import io.podseg.host.libc.LibC;
import io.podseg.reconcile.HostException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A socket on which the kernel tells of every change of nf_tables in the network namespace of the thread that opens it: group
 * NFNLGRP_NFTABLES of netlink's family NETLINK_NETFILTER (netlink(7), linux/netfilter/nfnetlink.h). Used by one thread.
 */
final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_NETFILTER = 12;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NFNLGRP_NFTABLES = 7;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOCKADDR = 12;
    private static final int TIMEVAL = 16;
    private static final int BUFFER = 1 << 16;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ENOBUFS = 105;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final MethodHandle SOCKET = LibC.function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle BIND =
            LibC.function("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle SETSOCKOPT =
            LibC.function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle RECV = LibC.function(
            "recv", FunctionDescriptor.of(ValueLayout.JAVA_LONG, INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, INT));
    private static final MethodHandle CLOSE = LibC.function("close", FunctionDescriptor.of(INT, INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = LibC.state(arena);
    private final MemorySegment buffer = arena.allocate(BUFFER);
    private final int socket;

    /**
     * Opens the socket and joins the group.
     *
     * @param seconds after which {@link #receive} gives up
     */
    NetlinkSocket(int seconds) throws HostException {
        socket = check("socket", () ->
                (int) SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER));
        try {
            MemorySegment address = arena.allocate(SOCKADDR, 4);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            check("bind", () -> (int) BIND.invokeExact(state, socket, address, SOCKADDR));
            MemorySegment group = arena.allocateFrom(INT, NFNLGRP_NFTABLES);
            check("setsockopt", () -> (int)
                    SETSOCKOPT.invokeExact(state, socket, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group, Integer.BYTES));
            MemorySegment time = arena.allocate(TIMEVAL, 8);
            time.set(ValueLayout.JAVA_LONG, 0, seconds);
            check("setsockopt", () ->
                    (int) SETSOCKOPT.invokeExact(state, socket, SOL_SOCKET, SO_RCVTIMEO, time, TIMEVAL));
        } catch (HostException e) {
            close();
            throw e;
        }
    }

    private interface Call {
        int run() throws Throwable;
    }

    private int check(String name, Call call) throws HostException {
        try {
            int result = call.run();
            if (result < 0) {
                throw new HostException("changes of the firewall cannot be watched: " + name + " failed with errno "
                        + LibC.errno(state) + ".");
            }
            return result;
        } catch (HostException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits for one datagram of messages.
     *
     * @return what the kernel says, in the machine's byte order; nothing where the time is over
     * @throws HostException where messages were lost, or no more can be received
     */
    Optional<ByteBuffer> receive() throws HostException {
        long length;
        try {
            length = (long) RECV.invokeExact(state, socket, buffer, (long) BUFFER, 0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (length >= 0) {
            return Optional.of(buffer.asSlice(0, length).asByteBuffer().order(ByteOrder.nativeOrder()));
        }
        int error = LibC.errno(state);
        if (error == EAGAIN || error == EINTR) {
            return Optional.empty();
        }
        throw new HostException(
                error == ENOBUFS ? "changes of the firewall were too many to be told of" : "recv: errno " + error);
    }

    @Override
    public void close() {
        try {
            int closed = (int) CLOSE.invokeExact(state, socket);
            assert closed == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            arena.close();
        }
    }
}
