/**
 * Time as a reason to look at everything again.
 *
 * <p>Input: an interval. Output: triggers. Entry class: ResyncWatch.
 */
@NullMarked
package io.podseg.schedule;

import org.jspecify.annotations.NullMarked;
