/**
 * Edge: tells systemd how the controller is.
 *
 * <p>Input: turns of the controller, and {@code $NOTIFY_SOCKET} and {@code $WATCHDOG_USEC} (sd_notify(3)). Output: datagrams. Where
 * podseg does not run as a unit of type notify, nothing is done. Entry class: SystemdSink.
 */
@NullMarked
package io.podseg.host.systemd;

import org.jspecify.annotations.NullMarked;
