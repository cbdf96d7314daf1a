/**
 * What the backend sees instead of the client's host and path.
 */
@NullMarked
package dev.windrose.filters.rewrite;

import org.jspecify.annotations.NullMarked;
