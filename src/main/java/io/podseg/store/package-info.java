/**
 * Edge: podseg's state folder, what it remembers between two runs.
 *
 * <p>Input: an {@link io.podseg.reconcile.Inventory}, a firewall. Output: files that are replaced as a whole, and the lock that all
 * podseg processes share. Entry class: {@link io.podseg.store.FolderStore}.
 */
@NullMarked
package io.podseg.store;

import org.jspecify.annotations.NullMarked;
