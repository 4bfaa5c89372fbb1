package io.podseg.cli;

import io.podseg.desired.Traffic;
import io.podseg.model.Ip;
import io.podseg.policy.Direction;
import io.podseg.state.Count;
import io.podseg.state.ForeignContainer;
import io.podseg.status.Condition;
import io.podseg.status.HostStatus;
import io.podseg.status.ObjectStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is in force as a table for people. */
final class StatusTable {
    private final Paint paint;

    StatusTable(Paint paint) {
        this.paint = paint;
    }

    String render(HostStatus status) {
        if (status.objects().isEmpty() && status.dark().isEmpty()) {
            return "Nothing was applied on this host.\n";
        }
        Columns columns = new Columns(
                paint, "KIND", "NAME", "READY", "LAYER", "ALLOWED", "DENIED IN", "DENIED OUT", "ADDRESSES", "MESSAGE");
        for (ObjectStatus object : status.objects()) {
            Condition first = object.conditions().getFirst();
            columns.row(
                    object.key().kind(),
                    object.key().id(),
                    ready(first),
                    object.layers(),
                    object.key().kind().equals("NetworkPolicy")
                            ? packets(object.counted().sum(Traffic::allowed))
                            : "",
                    denied(object, Direction.INGRESS),
                    denied(object, Direction.EGRESS),
                    addresses(object),
                    first.message());
        }
        for (ForeignContainer container : status.dark()) {
            columns.row(
                    "Container",
                    container.name(),
                    "dark",
                    "host",
                    "",
                    "",
                    "",
                    foreignAddresses(container),
                    "not podseg's; the firewall lets nothing of it pass");
        }
        return columns.render() + others(status);
    }

    private static String ready(Condition condition) {
        if (!condition.holds()) {
            return "NO";
        }
        return switch (condition.type()) {
            case Condition.ENFORCED -> "enforced";
            case Condition.AUDITED -> "audit";
            default -> "yes";
        };
    }

    /** Packets that were dropped; blank where none can be counted. */
    private static String denied(ObjectStatus object, Direction direction) {
        Traffic traffic = object.counted().traffic().get(direction);
        return traffic == null ? "" : packets(traffic.denied());
    }

    private static String packets(Count count) {
        return count.packets() == 0 ? "-" : Long.toString(count.packets());
    }

    private static String others(HostStatus status) {
        String drops = status.drops().entrySet().stream()
                .filter(drop -> drop.getValue().packets() > 0)
                .map(drop -> drop.getValue().packets() + " " + drop.getKey())
                .collect(Collectors.joining(", "));
        return drops.isEmpty() ? "" : "\nPackets dropped besides, by no policy: " + Printable.of(drops) + "\n";
    }

    private static String addresses(ObjectStatus object) {
        return object.addresses().entrySet().stream()
                .map(entry ->
                        object.key().kind().equals("Network") ? String.join(" ", entry.getValue()) : joined(entry))
                .collect(Collectors.joining(", "));
    }

    private static String joined(Map.Entry<String, List<String>> entry) {
        return entry.getKey() + " " + String.join(" ", entry.getValue());
    }

    private static String foreignAddresses(ForeignContainer container) {
        return container.attachments().stream()
                .map(attachment -> attachment.network() + " "
                        + attachment.addresses().stream().map(Ip::toString).collect(Collectors.joining(" ")))
                .collect(Collectors.joining(", "));
    }
}
