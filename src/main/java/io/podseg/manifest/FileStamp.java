package io.podseg.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What tells that a file is still the one that was read, without reading it: the kernel gives each change of content or name a
 * new time of change (ctime, see inode(7)), which no program can set.
 *
 * @param identity device and number of the inode
 * @param size bytes
 * @param modified when its content changed, as far as programs leave that alone
 * @param changed when anything of it changed
 */
record FileStamp(Object identity, long size, Instant modified, Instant changed) {
    private static final String ATTRIBUTES =
            "unix:fileKey,size,lastModifiedTime,ctime,isDirectory,isRegularFile,isSymbolicLink";

    /** The kernel's clock for files ticks every few milliseconds: two changes within one tick look the same. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** What stands at a path. */
    enum Type {
        FILE,
        FOLDER,
        LINK,
        OTHER
    }

    /**
     * An entry of a folder, links not followed.
     *
     * @param type what it is
     * @param stamp its stamp
     */
    record Entry(Type type, FileStamp stamp) {}

    static Entry of(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        Type type = is(found, "isRegularFile")
                ? Type.FILE
                : is(found, "isDirectory") ? Type.FOLDER : is(found, "isSymbolicLink") ? Type.LINK : Type.OTHER;
        return new Entry(
                type,
                new FileStamp(
                        Optional.ofNullable(found.get("fileKey")).orElse(""),
                        found.get("size") instanceof Long size ? size : 0,
                        time(found, "lastModifiedTime"),
                        time(found, "ctime")));
    }

    private static boolean is(Map<String, Object> found, String what) {
        return Boolean.TRUE.equals(found.get(what));
    }

    private static Instant time(Map<String, Object> found, String what) {
        return found.get(what) instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    }

    /**
     * Whether a change that comes after this moment is sure to show. A time of change in the future, as after the clock was set
     * back, tells nothing.
     */
    boolean settledAt(Instant moment) {
        return changed.plus(TICK).isBefore(moment);
    }
}
