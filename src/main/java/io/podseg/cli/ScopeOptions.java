package io.podseg.cli;

import io.podseg.model.DidYouMean;
import io.podseg.model.ObjectKey;
import io.podseg.plan.SavedPlan;
import io.podseg.reconcile.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that say which objects a plan may touch. */
final class ScopeOptions {
    @Option(
            names = "--prune",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Remove what is no longer declared. Default: it is removed, if podseg made it")
    private boolean prune;

    @Option(
            names = "--target",
            paramLabel = "KIND/NS/NAME",
            converter = TargetConverter.class,
            description =
                    "Only this object and what it needs, such as Pod/shop/web or Network/frontend; everything else stays"
                            + " as it was last applied. May be repeated")
    private List<Named> targets = new ArrayList<>();

    @Option(
            names = "--delete-volumes",
            description = "Also remove volumes whose claims are no longer declared, with all that is in them."
                    + " Default: they are kept")
    private boolean deleteVolumes;

    @Option(
            names = "--check-images",
            description =
                    "Look up the names of images anew (with pull policy Always by pulling them), and replace pods whose"
                            + " containers would have another image by now")
    private boolean checkImages;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** As written, and what that means. */
    private record Named(String text, ObjectKey key) {}

    /** Whether any of them was given. */
    boolean given() {
        ParseResult parsed = spec.commandLine().getParseResult();
        return parsed.hasMatchedOption("--prune")
                || parsed.hasMatchedOption("--target")
                || parsed.hasMatchedOption("--delete-volumes")
                || parsed.hasMatchedOption("--check-images");
    }

    boolean checkImages() {
        return checkImages;
    }

    boolean prune() {
        return prune;
    }

    boolean deleteVolumes() {
        return deleteVolumes;
    }

    List<String> targets() {
        return targets.stream().map(Named::text).toList();
    }

    Scope scope() {
        return new Scope(prune, targets.stream().map(Named::key).toList(), deleteVolumes, checkImages);
    }

    /** Says that not everything is looked at. */
    void tell(Context context) {
        if (!targets.isEmpty()) {
            context.say(
                    "Only what --target names and what that needs is looked at; everything else stays as it was last applied.");
        }
    }

    /** The scope that a saved plan was made with. */
    static Scope scope(SavedPlan.Request request) {
        return new Scope(
                request.prune(),
                request.targets().stream().map(TargetConverter::parse).toList(),
                request.deleteVolumes(),
                request.checkImages());
    }

    static final class TargetConverter implements ITypeConverter<Named> {
        private static final Map<String, String> KINDS = new TreeMap<>();

        static {
            Stream.of(
                            "ConfigMap",
                            "DaemonSet",
                            "Deployment",
                            "Job",
                            "Namespace",
                            "Network",
                            "NetworkPolicy",
                            "PersistentVolumeClaim",
                            "Pod",
                            "Secret",
                            "Service")
                    .forEach(kind -> KINDS.put(kind.toLowerCase(Locale.ROOT), kind));
        }

        @Override
        public Named convert(String text) {
            return new Named(text, parse(text));
        }

        static ObjectKey parse(String text) {
            String[] parts = text.split("/", -1);
            String kind = KINDS.get(parts[0].toLowerCase(Locale.ROOT));
            if (kind == null) {
                throw new TypeConversionException("'" + parts[0] + "' is no kind that can be named"
                        + DidYouMean.orExpected(parts[0], KINDS.values(), "Pod"));
            }
            boolean cluster = kind.equals("Network") || kind.equals("Namespace");
            boolean empty = Stream.of(parts).anyMatch(String::isEmpty);
            if (empty || parts.length < 2 || parts.length > (cluster ? 2 : 3)) {
                throw new TypeConversionException("'" + text + "' names no object, expected "
                        + (cluster ? kind + "/NAME" : kind + "/NAMESPACE/NAME"));
            }
            return parts.length == 3
                    ? new ObjectKey(kind, parts[1], parts[2])
                    : new ObjectKey(kind, cluster ? "" : "default", parts[1]);
        }
    }
}
