/**
 * Edge: folders of YAML to declarations, with a position for each problem.
 *
 * <p>Input: files. Output: {@link io.podseg.model.Declarations} and diagnostics. Entry class: FolderSource.
 */
@NullMarked
package io.podseg.manifest;

import org.jspecify.annotations.NullMarked;
