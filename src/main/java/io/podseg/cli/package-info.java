/**
 * The command line: one class for each command, what they print, and what a terminal can show.
 *
 * <p>Input: arguments. Output: data on standard output, messages on standard error, an exit code ({@link
 * io.podseg.cli.ExitCode}). Entry class: {@link io.podseg.cli.Cli}. Commands know no edge: they ask {@link io.podseg.cli.Edges}
 * for what they need, when they need it, so that commands that work from manifests alone start nothing else.
 */
@NullMarked
package io.podseg.cli;

import org.jspecify.annotations.NullMarked;
