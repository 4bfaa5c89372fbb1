/**
 * Files of settings that Podman reads: containers.conf(5), containers-policy.json(5) and containers-registries.d(5).
 *
 * <p>Input: settings by name. Output: the files. Entry class: {@link io.podseg.host.config.ConfigFiles}. What podseg does not name
 * stays byte for byte as it is.
 */
@NullMarked
package io.podseg.host.config;

import org.jspecify.annotations.NullMarked;
