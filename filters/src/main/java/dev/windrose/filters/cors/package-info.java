/**
 * Cross-origin resource sharing (Fetch standard): preflights are answered here, and what a backend says about it is replaced.
 */
@NullMarked
package dev.windrose.filters.cors;

import org.jspecify.annotations.NullMarked;
