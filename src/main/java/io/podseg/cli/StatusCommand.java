package io.podseg.cli;

import io.podseg.model.Ip;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.StateStore;
import io.podseg.state.ForeignContainer;
import io.podseg.status.Condition;
import io.podseg.status.HostStatus;
import io.podseg.status.ObjectStatus;
import io.podseg.status.StatusTree;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code podseg status}. */
@Command(
        name = "status",
        header = "Show what is in force: objects, addresses, and whether policies are enforced.",
        description = "Reads Podman, the kernel and podseg's memory of the last apply; writes nothing. A policy is"
                + " enforced only when the kernel's rules, read back, are as they were written.",
        exitCodeList = {"0:Done", "1:The host could not be read", "3:Bad usage"},
        footer = {"", "Example:", "  podseg status"})
final class StatusCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final TableOutput output = new TableOutput();

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        StateStore store = context.edges().store(context.globals().stateFolder());
        try (Edges.Host host = context.edges()
                .open(context.globals().connection(), context.globals().stateFolder())) {
            Reconciler reconciler = new Reconciler(host.podman(), host.netfilter(), store);
            HostStatus status = HostStatus.of(reconciler.observe(), store.load().orElse(Inventory.EMPTY));
            context.print(output.format().write(() -> table(status), () -> StatusTree.of(status)));
            return ExitCode.OK;
        }
    }

    private String table(HostStatus status) {
        if (status.objects().isEmpty() && status.dark().isEmpty()) {
            return "Nothing was applied on this host.\n";
        }
        Columns columns = new Columns(context.paint(), "KIND", "NAME", "READY", "ADDRESSES", "MESSAGE");
        for (ObjectStatus object : status.objects()) {
            Condition first = object.conditions().getFirst();
            columns.row(
                    object.key().kind(),
                    object.key().id(),
                    first.holds() ? first.type().equals(Condition.ENFORCED) ? "enforced" : "yes" : "NO",
                    addresses(object),
                    first.message());
        }
        for (ForeignContainer container : status.dark()) {
            columns.row(
                    "Container",
                    container.name(),
                    "dark",
                    foreignAddresses(container),
                    "not podseg's; the firewall lets nothing of it pass");
        }
        return columns.render();
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
