package io.podseg.policy;

import static io.podseg.policy.Problems.escape;
import static io.podseg.policy.Problems.quote;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.podseg.model.Diagnostic;
import io.podseg.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads label selectors; the checks are those of apimachinery's ValidateLabelSelector. */
public final class SelectorParser {
    private final Problems problems;

    SelectorParser(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reads the selector of an object that is no policy.
     *
     * @param source places of the object
     * @param pointer where the selector stands
     * @param reported whether an error was found already at a pointer
     * @param sink where problems go
     * @return the selector, unless something is wrong with it
     */
    public static Optional<Selector> read(
            LabelSelector selector, Source source, String pointer, Predicate<String> reported, List<Diagnostic> sink) {
        Problems problems = new Problems(source, reported);
        Selector read = new SelectorParser(problems).parse(selector, pointer);
        sink.addAll(problems.list());
        return problems.hasErrors() ? Optional.empty() : Optional.of(read);
    }

    /** The selector; where something is wrong with it, that is reported and the rest of it returned. */
    Selector parse(LabelSelector selector, String pointer) {
        Map<String, String> labels = selector.getMatchLabels();
        TreeMap<String, String> pairs = new TreeMap<>();
        if (labels != null) {
            labels.forEach((key, value) -> pair(pairs, key, value, pointer + "/matchLabels/" + escape(key)));
        }
        List<Requirement> expressions = new ArrayList<>();
        List<@Nullable LabelSelectorRequirement> declared = Items.of(selector.getMatchExpressions());
        for (int i = 0; i < declared.size(); i++) {
            requirement(declared.get(i), pointer + "/matchExpressions/" + i).ifPresent(expressions::add);
        }
        return new Selector(pairs, expressions);
    }

    private void pair(Map<String, String> pairs, String key, @Nullable String value, String pointer) {
        String text = value == null ? "" : value;
        checkKey(key, pointer);
        checkValue(text, pointer);
        pairs.put(key, text);
    }

    private Optional<Requirement> requirement(@Nullable LabelSelectorRequirement declared, String pointer) {
        if (declared == null) {
            problems.error(pointer, "an empty item; expected key, operator and values");
            return Optional.empty();
        }
        String key = declared.getKey() == null ? "" : declared.getKey();
        boolean keyIsGood = checkKey(key, pointer + "/key");
        Optional<Requirement.Operator> operator = operator(declared.getOperator(), pointer + "/operator");
        List<String> values = new ArrayList<>();
        List<@Nullable String> items = Items.of(declared.getValues());
        for (int i = 0; i < items.size(); i++) {
            String value = items.get(i);
            values.add(value == null ? "" : value);
            checkValue(values.getLast(), pointer + "/values/" + i);
        }
        if (operator.isEmpty() || !keyIsGood || !countFits(operator.get(), key, values, pointer)) {
            return Optional.empty();
        }
        return Optional.of(new Requirement(key, operator.get(), values));
    }

    private Optional<Requirement.Operator> operator(@Nullable String text, String pointer) {
        return switch (text == null ? "" : text) {
            case "In" -> Optional.of(Requirement.Operator.IN);
            case "NotIn" -> Optional.of(Requirement.Operator.NOT_IN);
            case "Exists" -> Optional.of(Requirement.Operator.EXISTS);
            case "DoesNotExist" -> Optional.of(Requirement.Operator.DOES_NOT_EXIST);
            default -> {
                problems.error(
                        pointer,
                        "operator " + quote(text == null ? "" : text)
                                + " is not known; expected In, NotIn, Exists or DoesNotExist"
                                + Problems.meant(text == null ? "" : text, "In", "NotIn", "Exists", "DoesNotExist"));
                yield Optional.empty();
            }
        };
    }

    private boolean countFits(Requirement.Operator operator, String key, List<String> values, String pointer) {
        boolean listed = operator == Requirement.Operator.IN || operator == Requirement.Operator.NOT_IN;
        if (listed && values.isEmpty()) {
            problems.error(pointer, "no values for " + quote(key) + "; In and NotIn need at least one");
        } else if (!listed && !values.isEmpty()) {
            problems.error(
                    pointer + "/values",
                    "values " + quote(String.join(",", values)) + " with Exists or DoesNotExist; expected none");
        }
        return listed != values.isEmpty();
    }

    private boolean checkKey(String key, String pointer) {
        boolean good = Names.isLabelKey(key);
        if (!good) {
            problems.error(pointer, "label key " + quote(key) + " is not valid; expected " + Names.LABEL_KEY);
        }
        return good;
    }

    private void checkValue(String value, String pointer) {
        if (!Names.isLabelValue(value)) {
            problems.error(pointer, "label value " + quote(value) + " is not valid; expected " + Names.LABEL_VALUE);
        }
    }
}
