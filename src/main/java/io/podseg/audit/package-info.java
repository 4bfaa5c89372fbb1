/**
 * Purpose: the hardening audit's core: what a check is, what it finds, which findings are exempt. Input: {@link
 * io.podseg.audit.facts.Audited}. Output: {@link io.podseg.audit.Report}. Entry class: {@link io.podseg.audit.Audit}. Pure.
 */
@NullMarked
package io.podseg.audit;

import org.jspecify.annotations.NullMarked;
