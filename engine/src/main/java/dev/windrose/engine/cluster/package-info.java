/**
 * Running clusters: endpoints, their counters, and the choice among them.
 */
@NullMarked
package dev.windrose.engine.cluster;

import org.jspecify.annotations.NullMarked;
