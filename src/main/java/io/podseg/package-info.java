/**
 * Where the parts are put together.
 *
 * <p>Input: the process's arguments. Output: its exit code. Entry class: {@link io.podseg.Main}. No other package
 * knows all edges: {@link io.podseg.Wiring} hands them to the commands, {@link io.podseg.Hosts} puts this host's together.
 */
@NullMarked
package io.podseg;

import org.jspecify.annotations.NullMarked;
