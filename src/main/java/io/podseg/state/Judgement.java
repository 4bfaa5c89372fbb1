package io.podseg.state;

import java.util.List;

/**
 * What rules do with a packet.
 *
 * @param answer what they do
 * @param undecided rules that nobody but the kernel can judge and that matter here, as {@code iptables-save} prints them; empty
 *     where the answer is known
 */
public record Judgement(Answer answer, List<String> undecided) {
    /** What happens to the packet. */
    public enum Answer {
        /** Podseg, and whoever else has rules in the tables that it stands in, let it go on to the host's own rules. */
        PASSES,
        DROPPED,
        /** It depends on a rule that cannot be judged from here. */
        UNDECIDED
    }

    public Judgement {
        undecided = undecided.stream().distinct().toList();
    }

    /** Undecided where some rule leaves it so, else it passes. */
    static Judgement of(List<String> undecided) {
        return undecided.isEmpty() ? of(true) : new Judgement(Answer.UNDECIDED, undecided);
    }

    static Judgement of(boolean passes) {
        return new Judgement(passes ? Answer.PASSES : Answer.DROPPED, List.of());
    }

    public boolean passes() {
        return answer == Answer.PASSES;
    }
}
