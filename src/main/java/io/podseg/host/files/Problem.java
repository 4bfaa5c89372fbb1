package io.podseg.host.files;

import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/** What went wrong with a file, in words. */
public final class Problem {
    private Problem() {}

    /**
     * What could not be done with a file or folder.
     *
     * @param what such as {@code read}
     */
    public static HostException cannot(String what, Path path, IOException e) {
        return new HostException("cannot " + what + " " + path + ": " + of(e), e);
    }

    /** The reason alone, for the end of a sentence. */
    public static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "no permission";
            case NoSuchFileException _ -> "it does not exist";
            case NotDirectoryException _ -> "it is no folder";
            case CharacterCodingException _ -> "it is no UTF-8";
            case FileSystemException file when file.getReason() != null -> file.getReason();
            default -> Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        };
    }
}
