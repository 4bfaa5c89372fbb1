/**
 * Functions of the C library, for what Java cannot do: namespaces, netlink, datagrams to UNIX sockets.
 *
 * <p>Input: a function's name and type. Output: a handle to call it by, and the error number of a call. Entry class: LibC.
 */
@NullMarked
package io.podseg.host.libc;

import org.jspecify.annotations.NullMarked;
