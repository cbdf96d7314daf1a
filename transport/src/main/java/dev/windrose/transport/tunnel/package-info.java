/**
 * Tunnels: connections of bytes carried in CONNECT streams of HTTP/2 (RFC 9113 §8.5). Each is a channel of its own, so that whatever can be done
 * with a socket can be done with what comes through a tunnel.
 */
@NullMarked
package dev.windrose.transport.tunnel;

import org.jspecify.annotations.NullMarked;
