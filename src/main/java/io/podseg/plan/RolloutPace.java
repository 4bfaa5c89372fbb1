package io.podseg.plan;

/**
 * How many pods a workload has while a new version takes over.
 *
 * @param replicas how many it should have
 * @param surge how many more there may be
 * @param unavailable how many fewer there may be
 * @param stopFirst whether every old pod is stopped before the first new one starts
 * @param minReadySeconds how long a new pod must be ready before it counts
 */
public record RolloutPace(int replicas, int surge, int unavailable, boolean stopFirst, int minReadySeconds) {}
