/**
 * The filter that lets nothing pass.
 */
@NullMarked
package dev.windrose.filters.deny;

import org.jspecify.annotations.NullMarked;
