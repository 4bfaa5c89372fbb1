/**
 * The one seam to the operating system's programs.
 *
 * <p>Input: an argument list and standard input, never a shell string. Output: what came out of it, as a value. Entry class:
 * {@link io.podseg.host.exec.CommandRunner}.
 */
@NullMarked
package io.podseg.host.exec;

import org.jspecify.annotations.NullMarked;
