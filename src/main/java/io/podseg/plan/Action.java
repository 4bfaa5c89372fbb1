package io.podseg.plan;

/** What is done to an object; the symbols are those of OpenTofu. */
public enum Action {
    ADD("+"),
    UPDATE("~"),
    REPLACE("-/+"),
    DELETE("-");

    private final String symbol;

    Action(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }
}
