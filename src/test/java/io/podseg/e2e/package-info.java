/**
 * The built podseg against a real Podman and a real kernel firewall, each class in a lab of its own.
 *
 * <p>Purpose: the promises that are only kept if they hold on the real thing. Input: {@code target/podseg}, {@code manifests/}
 * and {@code src/test/resources/lab/manifests}. Output: none. Entry class: any; run by {@code mvn verify -DskipITs=false}.
 */
@NullMarked
package io.podseg.e2e;

import org.jspecify.annotations.NullMarked;
