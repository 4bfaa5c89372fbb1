/**
 * Where the parts are put together.
 *
 * <p>Input: the process's arguments. Output: its exit code. Entry class: {@link io.podseg.Main}. {@link io.podseg.Wiring} is the
 * only class that knows all edges.
 */
@NullMarked
package io.podseg;

import org.jspecify.annotations.NullMarked;
