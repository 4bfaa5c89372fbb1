/**
 * Purpose: real connections from within the network namespaces of pods. Input: attempts, each with a process in the namespace that
 * sends. Output: what each met. Entry class: {@link io.podseg.host.probe.NamespaceProber}.
 */
@NullMarked
package io.podseg.host.probe;

import org.jspecify.annotations.NullMarked;
