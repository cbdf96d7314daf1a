/**
 * Where documents come from: a set of files and folders that is watched, so that every change of any file ends in one reload. Knows nothing of
 * what the documents say; it notices changes however they are made (in place, by renaming, by swapping a symbolic link) and calls back.
 */
@NullMarked
package dev.windrose.dataplane.source;

import org.jspecify.annotations.NullMarked;
