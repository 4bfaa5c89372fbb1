package io.podseg.host.hook;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.host.netfilter.NetfilterAdapter;
import io.podseg.host.netfilter.PrivateNetwork;
import io.podseg.host.netfilter.ProcFiles;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PodFilters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A network and mount namespace that a container might have, held open by a process. */
final class NewNamespace implements PodFilters, AutoCloseable {
    private final PrivateNetwork network;

    private NewNamespace(PrivateNetwork network) {
        this.network = network;
    }

    static NewNamespace open() throws IOException {
        return new NewNamespace(PrivateNetwork.open(Duration.ofMinutes(1)));
    }

    CommandRunner runner() {
        return network.runner();
    }

    @Override
    public void retain(Set<Long> processes) {}

    @Override
    public NetfilterPort in(long process) {
        return new NetfilterAdapter(runner(), ProcFiles.of(runner()));
    }

    Exited run(String stdin, String... argv) {
        return exited(List.of(argv), runner().run(List.of(argv), stdin));
    }

    /** Runs a shell script where the first process of the machine is in the same network namespace. */
    Exited asIfFirst(String stdin, String... script) {
        List<String> words = new ArrayList<>(List.of("unshare", "-mpf", "--mount-proc", "sh"));
        words.addAll(List.of("-c", "/bin/sh \"$@\"; exit $?", "sh"));
        words.addAll(List.of(script));
        return exited(words, runner().run(words, stdin));
    }

    void must(List<String> argv) {
        network.must(argv, List.of());
    }

    private static Exited exited(List<String> argv, CommandRunner.Result result) {
        if (result instanceof Exited exited) {
            return exited;
        }
        throw new AssertionError(argv + ": " + result);
    }

    @Override
    public void close() {
        network.close();
    }
}
