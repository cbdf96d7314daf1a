/**
 * Answers that send the client elsewhere, with the Gateway API's rules for the parts that are not configured.
 */
@NullMarked
package dev.windrose.filters.redirect;

import org.jspecify.annotations.NullMarked;
