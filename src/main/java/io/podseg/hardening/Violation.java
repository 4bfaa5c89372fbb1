package io.podseg.hardening;

/**
 * One place where a pod is against a level.
 *
 * @param check id of the check, as Kubernetes names it, such as {@code hostNamespaces}
 * @param level the level that the check belongs to
 * @param pointer JSON pointer into the Pod, of the value or of where one is missing
 * @param message what is wrong and what is expected, without the level; values of the pod are quoted
 */
public record Violation(String check, Level level, String pointer, String message) {}
