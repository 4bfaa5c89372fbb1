/**
 * Edge: Podman on this host, through its REST API on a UNIX socket.
 *
 * <p>Input: {@link io.podseg.state.PodSpec}, {@link io.podseg.model.NetworkSpec} and secrets to be made. Output: Podman objects
 * with owner labels, and what is there as {@link io.podseg.reconcile.PodmanPort.Observed}. Entry classes:
 * {@link io.podseg.host.podman.ApiService} finds or starts the API, {@link io.podseg.host.podman.PodmanAdapter} talks to it.
 * What goes over the wire is built and read by pure classes (NetworkCodec, PodRequests, Observation), tested with recorded
 * answers.
 */
@NullMarked
package io.podseg.host.podman;

import org.jspecify.annotations.NullMarked;
