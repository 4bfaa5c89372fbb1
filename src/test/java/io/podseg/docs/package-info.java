/**
 * What the documents say is so.
 *
 * <p>Input: README.md and {@code docs/}. Output: failures where an output, a link, a command or the name of a test in them does not
 * exist. Entry classes: {@link io.podseg.docs.ReadmeTest}, {@link io.podseg.docs.DocumentsTest}, {@link io.podseg.docs.FieldsTest}.
 */
@NullMarked
package io.podseg.docs;

import org.jspecify.annotations.NullMarked;
