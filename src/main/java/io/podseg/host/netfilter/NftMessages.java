package io.podseg.host.netfilter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What the kernel tells of changes of nf_tables: netlink messages, each with the family and, in its first attribute, the name of
 * the table (linux/netlink.h, linux/netfilter/nf_tables.h).
 */
final class NftMessages {
    private static final int HEADER = 16;
    private static final int FAMILY = 4;
    private static final int ATTRIBUTE = 4;
    private static final int ALIGNMENT = 4;
    private static final int SUBSYSTEM_NFTABLES = 10;
    private static final int NEWGEN = 15;
    private static final int GETGEN = 16;
    private static final int TABLE_NAME = 1;
    private static final int TYPE_MASK = 0x3fff;
    private static final Set<Integer> FAMILIES = Set.of(2, 10);
    private static final Set<String> TABLES = Set.of("mangle", "raw");

    private NftMessages() {}

    /**
     * Whether any message is about a table in which podseg's chains stand. What cannot be understood is taken for one.
     *
     * @param datagram in the machine's byte order
     */
    static boolean concernPodseg(ByteBuffer datagram) {
        while (datagram.remaining() >= HEADER) {
            int start = datagram.position();
            int length = datagram.getInt(start);
            int type = Short.toUnsignedInt(datagram.getShort(start + 4));
            if (length < HEADER || length > datagram.remaining()) {
                return true;
            }
            if (concernsPodseg(
                    type, datagram.slice(start + HEADER, length - HEADER).order(datagram.order()))) {
                return true;
            }
            datagram.position(Math.min(datagram.limit(), start + aligned(length)));
        }
        return false;
    }

    private static boolean concernsPodseg(int type, ByteBuffer body) {
        int message = type & 0xff;
        if (type >> 8 != SUBSYSTEM_NFTABLES || message == NEWGEN || message == GETGEN) {
            return false;
        }
        if (body.remaining() < FAMILY + ATTRIBUTE) {
            return true;
        }
        int family = Byte.toUnsignedInt(body.get(0));
        return FAMILIES.contains(family) && TABLES.contains(table(body));
    }

    private static String table(ByteBuffer body) {
        int at = FAMILY;
        while (at + ATTRIBUTE <= body.limit()) {
            int length = Short.toUnsignedInt(body.getShort(at));
            if (length < ATTRIBUTE || at + length > body.limit()) {
                return "";
            }
            if ((body.getShort(at + 2) & TYPE_MASK) == TABLE_NAME) {
                byte[] name = new byte[length - ATTRIBUTE];
                body.get(at + ATTRIBUTE, name);
                return new String(name, StandardCharsets.UTF_8).replace("\0", "");
            }
            at += aligned(length);
        }
        return "";
    }

    private static int aligned(int length) {
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
