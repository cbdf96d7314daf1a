/**
 * What became of each object, written back: only entries of our own, only what is different, only by the leader. Nothing here decides what a
 * status says; that is translation's.
 */
@NullMarked
package dev.windrose.kubernetes.status;

import org.jspecify.annotations.NullMarked;
