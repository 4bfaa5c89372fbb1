/**
 * Podman's REST API as types: the client interface and the JSON that goes over it.
 *
 * <p>Input and output: JSON of {@code /v4.0.0/libpod}, which Podman 4.3 to 6 accept, and one Docker-compatible listing. Only
 * the fields that podseg uses are named; absent and {@code null} lists and maps are read as empty, and nothing empty is sent.
 * Entry class: {@link io.podseg.host.podman.api.Libpod}.
 */
@NullMarked
package io.podseg.host.podman.api;

import org.jspecify.annotations.NullMarked;
