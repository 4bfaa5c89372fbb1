/**
 * Purpose: manifests as what the audit looks at. Input: declarations. Output: {@link io.podseg.audit.facts.Audited}. Entry class: {@link
 * io.podseg.audit.manifests.FromManifests}. Pure.
 */
@NullMarked
package io.podseg.audit.manifests;

import org.jspecify.annotations.NullMarked;
