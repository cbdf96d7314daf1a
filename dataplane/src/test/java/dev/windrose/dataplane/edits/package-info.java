/** A gateway under constant load while its documents are edited in every way that people and programs do it. */
@NullMarked
package dev.windrose.dataplane.edits;

import org.jspecify.annotations.NullMarked;
