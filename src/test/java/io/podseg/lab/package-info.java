/**
 * The lab: a real Podman, a real kernel firewall and an outside host, private to one test class.
 *
 * <p>Purpose: tests meet the real thing without touching the machine's own Podman, firewall or files. Input: images that are
 * built once from the machine's own Debian or Ubuntu packages, without any registry. Output: results of commands and of real
 * connection attempts. Entry class: {@link io.podseg.lab.Lab}. Needs root; what it starts ends with the test JVM, in whatever
 * way that ends (see {@code src/test/resources/lab/world}).
 */
@NullMarked
package io.podseg.lab;

import org.jspecify.annotations.NullMarked;
