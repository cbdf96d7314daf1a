/**
 * What is counted while requests pass, and how it is told: loop-local counters that cost a few nanoseconds and no allocation, a registry for
 * everything that others measure, and the Prometheus text form. The number of series is bounded, so that no traffic and no configuration can
 * make the proxy's own memory grow without end.
 */
@NullMarked
package dev.windrose.dataplane.metrics;

import org.jspecify.annotations.NullMarked;
