/**
 * Keeps a host at what manifests say, for ever.
 *
 * <p>Input: triggers from {@link io.podseg.reconcile.Watch}es. Output: {@link io.podseg.reconcile.Cycle}s, to sinks. One queue
 * and one worker: whatever wakes it, a turn looks at everything, so that no trigger need be understood and a lost one costs
 * time only. Entry class: Controller.
 */
@NullMarked
package io.podseg.controller;

import org.jspecify.annotations.NullMarked;
