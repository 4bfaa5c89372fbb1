/**
 * When manifests in files and folders may have changed.
 *
 * <p>Input: the paths that {@link io.podseg.manifest.FolderSource} reads. Output: triggers, by inotify through Java's
 * {@code WatchService}. Entry class: {@link io.podseg.manifest.watch.FolderWatch}.
 */
@NullMarked
package io.podseg.manifest.watch;

import org.jspecify.annotations.NullMarked;
