/**
 * What a command line may hold, reading it, and its help. Our own, small and without reflection, because it stands between the start of the
 * process and the first request: docs/decisions/005 has the figures.
 */
@NullMarked
package dev.windrose.cli.line;

import org.jspecify.annotations.NullMarked;
