/**
 * Compile: from the validated model to everything that is needed to run it, and the single place that holds what runs now.
 */
@NullMarked
package dev.windrose.engine.snapshot;

import org.jspecify.annotations.NullMarked;
