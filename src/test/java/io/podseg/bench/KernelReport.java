package io.podseg.bench;

/**
 * Measures podseg's rules in a kernel and prints the tables of {@code docs/performance.md}. Changes the firewall of the network
 * namespace that it runs in: {@code deploy/bench-firewall} gives it one of its own.
 */
public final class KernelReport {
    private KernelReport() {}

    /**
     * Prints the tables.
     *
     * @param arguments number of pods and policies, and how often each thing is measured
     */
    public static void main(String[] arguments) throws Exception {
        int size = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        System.out.println(new Loading(size).measure(rounds));
        System.out.println(new Updating(size).measure(rounds));
        System.out.println(new Connecting(size).measure(rounds));
    }
}
