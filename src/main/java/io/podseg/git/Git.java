package io.podseg.git;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.exec.CommandRunner.Missing;
import io.podseg.host.exec.CommandRunner.Result;
import io.podseg.host.exec.CommandRunner.Stopped;
import io.podseg.reconcile.SourceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Git's commands on one repository of podseg's own. */
final class Git {
    /**
     * A hostile or careless repository must not fill the disk: no file that Git writes becomes larger than half a GiB (the
     * shell counts in blocks of 512 bytes, or of 1024).
     */
    private static final List<String> BOUNDED = List.of("/bin/sh", "-c", "ulimit -f 1048576; exec \"$@\"", "podseg");

    private final CommandRunner programs;
    private final Path folder;

    /** Something in podseg's own copy cannot be used; a new copy can. */
    static final class SpoiltException extends Exception {
        private static final long serialVersionUID = 1;

        SpoiltException(String message) {
            super(message);
        }
    }

    /**
     * Git.
     *
     * @param programs run in {@link Surroundings}
     * @param folder the bare repository
     */
    Git(CommandRunner programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
    }

    /**
     * A command that talks to the server.
     *
     * @throws SourceException where it cannot be run or takes too long
     */
    Exited remote(String... words) throws SourceException {
        return ended(run("", words));
    }

    /** A command on what is here. */
    String local(String... words) throws SourceException, SpoiltException {
        return fed("", words);
    }

    /** A command on what is here, with input. */
    String fed(String input, String... words) throws SourceException, SpoiltException {
        Exited exited = ended(run(input, words));
        if (exited.exit() != 0) {
            throw new SpoiltException("git " + words[0] + ": " + Plain.said(exited.stderr()));
        }
        return exited.stdout();
    }

    /** A command whose answer may be no. */
    Exited asked(String... words) throws SourceException {
        return ended(run("", words));
    }

    private Result run(String input, String... words) {
        List<String> all = new ArrayList<>(BOUNDED);
        all.addAll(List.of("git", "--git-dir=" + folder));
        all.addAll(List.of(words));
        return programs.run(all, input);
    }

    private static Exited ended(Result result) throws SourceException {
        return switch (result) {
            case Exited exited -> {
                if (exited.exit() == 127) {
                    throw new SourceException("the program git is needed for --git and cannot be found; install git");
                }
                yield exited;
            }
            case Missing missing -> throw new SourceException("the program " + missing.program() + " is missing");
            case Stopped stopped -> throw new SourceException("git was stopped: " + stopped.reason());
        };
    }
}
