package io.podseg.doctor;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Before 4.18 an ordinary user's containers had no file system of their own (fuse in user namespaces). */
final class KernelCheck implements Check {
    private static final String ID = "kernel";
    private static final int MAJOR = 4;
    private static final int MINOR = 18;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    @Override
    public List<Finding> look(Examined host) {
        Optional<String> release = host.read("/proc/sys/kernel/osrelease");
        if (release.isEmpty()) {
            return List.of();
        }
        Matcher version = VERSION.matcher(release.get());
        if (!version.lookingAt()) {
            return List.of(Finding.warn(
                    ID,
                    "the kernel tells no version that podseg understands: " + release.get(),
                    "see that uname -r is " + MAJOR + "." + MINOR + " or newer"));
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        if (major > MAJOR || major == MAJOR && minor >= MINOR) {
            return List.of(Finding.ok(ID, "Linux " + release.get()));
        }
        String message = "Linux " + release.get() + " is older than " + MAJOR + "." + MINOR
                + ": containers of ordinary users do not work in full";
        String remedy = Distribution.of(host).newKernel();
        return List.of(host.user().rootless() ? Finding.fail(ID, message, remedy) : Finding.warn(ID, message, remedy));
    }
}
