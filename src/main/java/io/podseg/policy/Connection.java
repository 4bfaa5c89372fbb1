package io.podseg.policy;

/**
 * Connections of one kind, taken together for people.
 *
 * @param from who opens them, such as {@code frontend/web}, {@code frontend/app=web (3 pods)} or {@code outside}
 * @param to who accepts them
 * @param ports which ports, such as {@code 5432/TCP} or {@code any port}
 * @param pairs how many ordered pairs of endpoints it stands for
 */
public record Connection(String from, String to, String ports, long pairs) {}
