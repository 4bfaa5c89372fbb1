/**
 * The difference of desired and actual as data.
 *
 * <p>Input: two host states. Output: a Plan of sealed changes in a safe order, its text and its JSON tree. Entry class: Plan.
 */
@NullMarked
package io.podseg.plan;

import org.jspecify.annotations.NullMarked;
