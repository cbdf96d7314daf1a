/** The real command in a process of its own: its exit codes, its signals, and the very words it says when it cannot start. */
@NullMarked
package dev.windrose.cli.process;

import org.jspecify.annotations.NullMarked;
