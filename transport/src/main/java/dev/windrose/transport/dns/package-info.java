/**
 * Names of endpoints: resolved without blocking, again when their TTL ends, and kept when the name server is away.
 */
@NullMarked
package dev.windrose.transport.dns;

import org.jspecify.annotations.NullMarked;
