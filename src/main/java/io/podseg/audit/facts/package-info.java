/**
 * Purpose: what the audit's checks look at, the same whether it was declared in manifests or read from what runs. Input: none.
 * Output: values. Entry class: {@link io.podseg.audit.facts.Audited}. Pure.
 */
@NullMarked
package io.podseg.audit.facts;

import org.jspecify.annotations.NullMarked;
