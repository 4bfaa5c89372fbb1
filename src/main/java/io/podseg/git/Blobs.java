package io.podseg.git;

import io.podseg.git.Git.SpoiltException;
import io.podseg.reconcile.SourceException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Contents by Git's names of them, with one command for all. */
final class Blobs {
    private Blobs() {}

    /**
     * The contents.
     *
     * @param ids whose sum of sizes is known to be bearable
     */
    static Map<String, byte[]> read(Git git, Collection<String> ids) throws SourceException, SpoiltException {
        Map<String, byte[]> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        String out = git.fed(String.join("\n", ids) + "\n", "cat-file", "--batch");
        int at = 0;
        while (at < out.length()) {
            int end = out.indexOf('\n', at);
            String[] head = end < 0 ? new String[0] : out.substring(at, end).split(" ");
            if (head.length != 3 || !head[1].equals("blob")) {
                throw new SpoiltException("git cat-file: " + Plain.said(out.substring(at, Math.max(at, end))));
            }
            int size = Integer.parseInt(head[2]);
            if (end + 1 + size > out.length()) {
                throw new SpoiltException("git cat-file ended too early");
            }
            found.put(head[0], out.substring(end + 1, end + 1 + size).getBytes(StandardCharsets.ISO_8859_1));
            at = end + size + 2;
        }
        return found;
    }
}
