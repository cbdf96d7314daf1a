/**
 * The command line: one class per command. Commands write to the {@link dev.windrose.cli.line.Terminal} they are given and return an exit code, so
 * that tests call them as the shell does. 0 is success, 1 a problem with what was given, 2 a mistake in the call.
 */
@NullMarked
package dev.windrose.cli;

import org.jspecify.annotations.NullMarked;
