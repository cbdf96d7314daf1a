/**
 * HTTP/2 (RFC 9113) on both sides of the proxy, at the level of frames: one handler per connection and one small object per stream, without a channel
 * for each. Flow control follows the exchange: what it has not taken is not given back to the sender.
 */
@NullMarked
package dev.windrose.transport.h2;

import org.jspecify.annotations.NullMarked;
