/**
 * Files that others trust, and what went wrong with a file in words: what every edge that writes such files shares.
 *
 * <p>Input: a path and a text. Output: the file, old or new at every moment, or a {@link io.podseg.reconcile.HostException}. Entry
 * classes: {@link io.podseg.host.files.PlacedFile} and {@link io.podseg.host.files.Problem}.
 */
@NullMarked
package io.podseg.host.files;

import org.jspecify.annotations.NullMarked;
