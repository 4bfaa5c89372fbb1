/**
 * Edge: what the controller tells over HTTP: health, metrics, a page, and the same as JSON. Read-only.
 *
 * <p>Input: the controller's turns and its account of the host. Output: answers to GET. Entry class: {@link io.podseg.web.Board}.
 */
@NullMarked
package io.podseg.web;

import org.jspecify.annotations.NullMarked;
