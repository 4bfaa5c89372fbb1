package io.podseg.manifest.yaml;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Leaves plain scalars undecided, so that YAML 1.1's types (dates, {@code 22:22} as 1342) never come up. */
final class UndecidedResolver extends Resolver {
    /** Tag of a scalar that is neither quoted nor tagged. */
    static final Tag PLAIN = new Tag("podseg:plain");

    @Override
    protected void addImplicitResolvers() {
        // None: see resolve.
    }

    @Override
    public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
        return switch (kind) {
            case scalar -> implicit ? PLAIN : Tag.STR;
            case sequence -> Tag.SEQ;
            default -> Tag.MAP;
        };
    }
}
