/**
 * Purpose: the audit's checks, a class for each. Input: {@link io.podseg.audit.facts.Audited}. Output: findings. Entry class: {@link
 * io.podseg.audit.checks.Checks}. Pure.
 */
@NullMarked
package io.podseg.audit.checks;

import org.jspecify.annotations.NullMarked;
