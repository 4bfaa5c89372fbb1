/**
 * HTTP over UNIX sockets for the REST client, which this line of Quarkus and Vert.x does not offer by itself.
 *
 * <p>Input: the path of a socket. Output: a base URI for {@code RestClientBuilder} whose requests go to that socket. Entry
 * class: {@link io.podseg.host.podman.uds.SocketUri}. The other classes hook into internals of Quarkus 3 and Vert.x 4.5 by
 * META-INF/services; UdsContractIT shows that they still fit. To be dropped with Quarkus 4, which knows UNIX sockets.
 */
@NullMarked
package io.podseg.host.podman.uds;

import org.jspecify.annotations.NullMarked;
