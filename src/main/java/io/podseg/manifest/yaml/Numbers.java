package io.podseg.manifest.yaml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigInteger;

/** Whole numbers as the smallest node that holds them: fabric8's IntOrString takes an int and nothing wider. */
final class Numbers {
    private static final int INT_BITS = 31;
    private static final int LONG_BITS = 63;

    private Numbers() {}

    static NumericNode node(BigInteger value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value.bitLength() <= INT_BITS) {
            return json.numberNode(value.intValue());
        }
        return value.bitLength() <= LONG_BITS
                ? json.numberNode(value.longValue())
                : (NumericNode) json.numberNode(value);
    }
}
