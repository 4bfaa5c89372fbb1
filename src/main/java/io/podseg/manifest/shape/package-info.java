/**
 * Whether a document has the fields and types of its kind, and which of those fields podseg acts on.
 *
 * <p>Input: a {@link io.podseg.manifest.yaml.Document} and a Java type. Output: problems, and the document without what was
 * wrong. Entry classes: {@link io.podseg.manifest.shape.ShapeCheck}, {@link io.podseg.manifest.shape.FieldCheck}.
 */
@NullMarked
package io.podseg.manifest.shape;

import org.jspecify.annotations.NullMarked;
