/**
 * Text to documents: strict YAML and JSON, with the place of every key.
 *
 * <p>Input: the bytes of one file. Output: {@link io.podseg.manifest.yaml.Document}s and diagnostics. Entry class:
 * {@link io.podseg.manifest.yaml.DocumentReader}. Reads scalars as Kubernetes' own reader does (sigs.k8s.io/yaml), so that a
 * manifest means the same here and in a cluster.
 */
@NullMarked
package io.podseg.manifest.yaml;

import org.jspecify.annotations.NullMarked;
