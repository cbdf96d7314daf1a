/**
 * What the engine tells about itself: one finished exchange at a time.
 */
@NullMarked
package dev.windrose.engine.telemetry;

import org.jspecify.annotations.NullMarked;
