package io.podseg.manifest.crd;

import io.podseg.model.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Words of seccomp profiles. */
final class SeccompWords {
    /** seccomp.json(5); SCMP_ACT_NOTIFY needs a listener. */
    static final Set<String> ACTIONS = words("""
                SCMP_ACT_ALLOW SCMP_ACT_ERRNO SCMP_ACT_KILL SCMP_ACT_KILL_PROCESS SCMP_ACT_KILL_THREAD SCMP_ACT_LOG
                SCMP_ACT_TRACE SCMP_ACT_TRAP
            """);

    /** Those of libseccomp that Podman knows. */
    static final Set<String> ARCHITECTURES = words("""
                SCMP_ARCH_AARCH64 SCMP_ARCH_ARM SCMP_ARCH_MIPS SCMP_ARCH_MIPS64 SCMP_ARCH_MIPS64N32 SCMP_ARCH_MIPSEL
                SCMP_ARCH_MIPSEL64 SCMP_ARCH_MIPSEL64N32 SCMP_ARCH_PARISC SCMP_ARCH_PARISC64 SCMP_ARCH_PPC SCMP_ARCH_PPC64
                SCMP_ARCH_PPC64LE SCMP_ARCH_RISCV64 SCMP_ARCH_S390 SCMP_ARCH_S390X SCMP_ARCH_X32 SCMP_ARCH_X86
                SCMP_ARCH_X86_64
            """);

    /** As Go names them, in includes and excludes. */
    static final Set<String> GO_ARCHITECTURES = words("""
                386 amd64 amd64p32 arm arm64 loong64 mips mips64 mips64le mips64p32 mips64p32le mipsle ppc ppc64 ppc64le
                riscv64 s390 s390x x32
            """);

    /** seccomp(2). */
    static final Set<String> FLAGS = words("""
                SECCOMP_FILTER_FLAG_LOG SECCOMP_FILTER_FLAG_SPEC_ALLOW SECCOMP_FILTER_FLAG_TSYNC
                SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
            """);

    /** Comparisons of arguments. */
    static final Set<String> COMPARISONS = words("""
                SCMP_CMP_EQ SCMP_CMP_GE SCMP_CMP_GT SCMP_CMP_LE SCMP_CMP_LT SCMP_CMP_MASKED_EQ SCMP_CMP_NE
            """);

    /** capabilities(7). */
    static final Set<String> CAPABILITIES = Capability.NAMES.stream()
            .map(name -> "CAP_" + name)
            .collect(Collectors.collectingAndThen(Collectors.toCollection(TreeSet::new), Collections::unmodifiableSet));

    /** errno(3), as in the headers of Linux. */
    static final Set<String> ERRORS = words("""
                E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EADV EAFNOSUPPORT EAGAIN EALREADY EBADE EBADF EBADFD EBADMSG EBADR
                EBADRQC EBADSLT EBFONT EBUSY ECANCELED ECHILD ECHRNG ECOMM ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK
                EDEADLOCK EDESTADDRREQ EDOM EDOTDOT EDQUOT EEXIST EFAULT EFBIG EHOSTDOWN EHOSTUNREACH EHWPOISON EIDRM EILSEQ
                EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR EISNAM EKEYEXPIRED EKEYREJECTED EKEYREVOKED EL2HLT EL2NSYNC EL3HLT
                EL3RST ELIBACC ELIBBAD ELIBEXEC ELIBMAX ELIBSCN ELNRNG ELOOP EMEDIUMTYPE EMFILE EMLINK EMSGSIZE EMULTIHOP
                ENAMETOOLONG ENAVAIL ENETDOWN ENETRESET ENETUNREACH ENFILE ENOANO ENOBUFS ENOCSI ENODATA ENODEV ENOENT ENOEXEC
                ENOKEY ENOLCK ENOLINK ENOMEDIUM ENOMEM ENOMSG ENONET ENOPKG ENOPROTOOPT ENOSPC ENOSR ENOSTR ENOSYS ENOTBLK
                ENOTCONN ENOTDIR ENOTEMPTY ENOTNAM ENOTRECOVERABLE ENOTSOCK ENOTTY ENOTUNIQ ENXIO EOPNOTSUPP EOVERFLOW
                EOWNERDEAD EPERM EPFNOSUPPORT EPIPE EPROTO EPROTONOSUPPORT EPROTOTYPE ERANGE EREMCHG EREMOTE EREMOTEIO
                ERESTART ERFKILL EROFS ESHUTDOWN ESOCKTNOSUPPORT ESPIPE ESRCH ESRMNT ESTALE ESTRPIPE ETIME ETIMEDOUT
                ETOOMANYREFS ETXTBSY EUCLEAN EUNATCH EUSERS EWOULDBLOCK EXDEV EXFULL
            """);

    /** Names of system calls of the architectures that Linux runs on, from the headers of Linux and from Podman's own profiles. */
    static final Set<String> SYSCALLS = resource("syscalls.txt");

    private SeccompWords() {}

    private static Set<String> words(String text) {
        return Collections.unmodifiableSet(
                new TreeSet<>(Arrays.asList(text.strip().split("\\s+"))));
    }

    private static Set<String> resource(String name) {
        try (InputStream in = SeccompWords.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return words(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
