package io.podseg.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.policy.BlockPeer;
import io.podseg.policy.NamedPort;
import io.podseg.policy.NumberedPort;
import io.podseg.policy.Peer;
import io.podseg.policy.PodPeer;
import io.podseg.policy.PortMatch;
import io.podseg.policy.World;
import java.io.IOException;
import java.util.function.Function;

/** Pods and policies as JSON: records as objects, addresses as text. */
final class WorldJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule()
                    .addSerializer(Ip.class, ToStringSerializer.instance)
                    .addSerializer(Cidr.class, ToStringSerializer.instance)
                    .addDeserializer(Ip.class, new Literal<>(Ip.class, Ip::of))
                    .addDeserializer(Cidr.class, new Literal<>(Cidr.class, Cidr::of)))
            .addMixIn(Peer.class, PeerTypes.class)
            .addMixIn(PortMatch.class, PortTypes.class)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .build();

    private WorldJson() {}

    static JsonNode write(World world) {
        return MAPPER.valueToTree(world);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static World read(JsonNode json) {
        try {
            return MAPPER.treeToValue(withNetworks(json), World.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** Worlds written before networks were part of them have none. */
    private static JsonNode withNetworks(JsonNode json) {
        if (json.isObject() && !json.has("networks")) {
            ObjectNode copy = json.deepCopy();
            copy.putArray("networks");
            return copy;
        }
        return json;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(PodPeer.class), @JsonSubTypes.Type(BlockPeer.class)})
    private interface PeerTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(NumberedPort.class), @JsonSubTypes.Type(NamedPort.class)})
    private interface PortTypes {}

    private static final class Literal<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1;

        private final transient Function<String, T> parse;

        Literal(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parse.apply(parser.getValueAsString(""));
        }
    }
}
