package io.podseg.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Podseg can keep its memory. */
final class StateFolderCheck implements Check {
    @Override
    public List<Finding> look(Examined host) {
        Path folder = host.stateFolder().toAbsolutePath().normalize();
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        boolean usable = Files.isDirectory(there) && Files.isWritable(there);
        String made = there.equals(folder) ? "" : " can be made and";
        return List.of(
                usable
                        ? Finding.ok("state-dir", "the state folder " + folder + made + " can be written")
                        : Finding.fail(
                                "state-dir",
                                "the state folder " + folder + " cannot be written (" + there + ")",
                                host.user().rootless()
                                        ? "name another folder with --state-dir"
                                        : "run as root, or name another folder with --state-dir"));
    }
}
