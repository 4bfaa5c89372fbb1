package io.podseg.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.ManifestFiles;
import java.io.StringReader;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.representer.Representer;

/** Reads YAML. SnakeYAML parses and composes; what plain scalars mean is decided by {@link Scalar}. */
final class YamlReader {
    private final String file;
    private final List<Diagnostic> diagnostics;

    YamlReader(String file, List<Diagnostic> diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    void read(String text, List<Document> documents) {
        try {
            Iterator<Node> nodes = yaml().composeAll(new StringReader(text)).iterator();
            while (nodes.hasNext()) {
                NodeConverter converter = new NodeConverter(file, diagnostics);
                Node node = nodes.next();
                JsonNode root = converter.convert(node);
                if (!root.isNull() && !root.isMissingNode()) {
                    documents.add(new Document(root, converter.source(node), converter.refused()));
                }
            }
        } catch (NodeConverter.TooLarge e) {
            diagnostics.add(Diagnostic.error(e.position(), e.reason()));
        } catch (ReaderException e) {
            diagnostics.add(Diagnostic.error(
                    place(text, e.getPosition()),
                    "syntax error: character " + String.format("U+%04X", e.getCodePoint())
                            + " is not allowed in YAML"));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            Position place = mark == null ? new Position(file, 1, 1) : position(file, mark);
            diagnostics.add(Diagnostic.error(place, "syntax error: " + reason(e)));
        } catch (YAMLException e) {
            diagnostics.add(
                    Diagnostic.error(new Position(file, 1, 1), "this cannot be read: " + oneLine(e.getMessage())));
        }
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(Limits.ALIASES);
        options.setNestingDepthLimit(Limits.NESTING);
        options.setCodePointLimit(ManifestFiles.BYTES);
        // Nothing is ever constructed from a tag; NodeConverter refuses foreign ones at their place.
        options.setTagInspector(tag -> true);
        DumperOptions dumper = new DumperOptions();
        return new Yaml(
                new SafeConstructor(options), new Representer(dumper), dumper, options, new UndecidedResolver());
    }

    private static String reason(MarkedYAMLException e) {
        String problem = oneLine(e.getProblem());
        return e.getContext() == null || e.getContext().isBlank() ? problem : oneLine(e.getContext()) + ", " + problem;
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "" : Quoted.path(text.strip().lines().findFirst().orElse(""));
    }

    private Position place(String text, int codePoints) {
        int end = text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
        String before = text.substring(0, end);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Position(file, line, before.length() - before.lastIndexOf('\n'));
    }

    static Position position(String file, Mark mark) {
        return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
