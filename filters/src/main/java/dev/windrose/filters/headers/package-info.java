/**
 * Changes to headers of requests and responses, prepared when the filter is made so that a request costs no parsing.
 */
@NullMarked
package dev.windrose.filters.headers;

import org.jspecify.annotations.NullMarked;
