/**
 * Manifests in a Git repository, through the {@code git} command line.
 *
 * <p>Input: a {@link io.podseg.reconcile.Repository}. Output: manifests of one commit, with the commit as revision. What a server
 * sends is data only: nothing is checked out, no hook, filter, submodule or configuration of the repository is used, and files are
 * taken from Git's objects. Entry classes: {@link io.podseg.git.GitSource} for one look, {@link io.podseg.git.GitFollower} for many.
 */
@NullMarked
package io.podseg.git;

import org.jspecify.annotations.NullMarked;
