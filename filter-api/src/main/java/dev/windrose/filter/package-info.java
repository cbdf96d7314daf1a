/**
 * The one published extension point: filters look at a request or response and decide whether it goes on. A filter is made once for each place
 * it is configured in, is shared by all event loops, and keeps nothing about an exchange in itself.
 */
@NullMarked
package dev.windrose.filter;

import org.jspecify.annotations.NullMarked;
