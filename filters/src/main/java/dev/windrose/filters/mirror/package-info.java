/**
 * Copies of requests for a second destination.
 */
@NullMarked
package dev.windrose.filters.mirror;

import org.jspecify.annotations.NullMarked;
