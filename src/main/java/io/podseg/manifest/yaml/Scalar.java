package io.podseg.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a plain scalar means, as sigs.k8s.io/yaml (go-yaml 2, what kubectl reads with) has it: {@code yes} is a boolean,
 * {@code 0644} is octal, {@code 22:22} and dates are strings; but {@code y} and {@code n} are text first ({@link Letter}). Numbers that YAML has and JSON has not, and those that readers
 * disagree on, are refused.
 */
final class Scalar {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF");
    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9].*");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern HUGE = Pattern.compile(".*[eE][-+]?[0-9]{3,}");
    private static final int LONGEST_NUMBER = 40;

    private Scalar() {}

    /** The value, or a sentence that says why it is refused. */
    sealed interface Reading {}

    record Value(JsonNode node) implements Reading {}

    record Refused(String reason) implements Reading {}

    static Reading read(String text) {
        if (NULL.contains(text)) {
            return new Value(JSON.nullNode());
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return new Value(JSON.booleanNode(TRUE.contains(text)));
        }
        if (Letter.isOne(text)) {
            return new Value(Letter.of(text));
        }
        if (text.isEmpty() || "0123456789+-.".indexOf(text.charAt(0)) < 0) {
            return new Value(JSON.textNode(text));
        }
        return number(text);
    }

    private static Reading number(String text) {
        String digits = text.replace("_", "");
        Matcher integer = INTEGER.matcher(digits);
        boolean isInteger = integer.matches();
        if (!isInteger && !FLOAT.matcher(digits).matches()) {
            return NOT_FINITE.matcher(text).matches()
                    ? new Refused(Quoted.of(text) + " is not a number that JSON has; quote it if text is meant")
                    : new Value(JSON.textNode(text));
        }
        if (digits.length() > LONGEST_NUMBER
                || !isInteger && HUGE.matcher(digits).matches()) {
            return new Refused("the number " + Quoted.of(text) + " is too large; quote it if text is meant");
        }
        if (isInteger) {
            return new Value(Numbers.node(integer(integer)));
        }
        if (LEADING_ZERO.matcher(digits).matches() && digits.indexOf('.') < 0) {
            return new Refused(
                    Quoted.of(text)
                            + " begins with 0 like an octal number and is none; leave the zero out, or quote it if text is meant");
        }
        return new Value(JSON.numberNode(new BigDecimal(digits)));
    }

    private static BigInteger integer(Matcher matcher) {
        int[] radix = {0, 0, 16, 2, 8, 10};
        for (int group = 2; group < radix.length; group++) {
            String digits = matcher.group(group);
            if (digits != null) {
                return new BigInteger((matcher.group(1).equals("-") ? "-" : "") + digits, radix[group]);
            }
        }
        throw new IllegalStateException("the pattern has four alternatives");
    }
}
