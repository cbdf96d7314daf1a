/**
 * HTTP/1.1 message syntax (RFC 9112): parsers and encoders over Netty buffers, straight into our header table. Strict: what peers could read in
 * two ways is rejected, never repaired. Knows no channel.
 */
@NullMarked
package dev.windrose.http.h1;

import org.jspecify.annotations.NullMarked;
