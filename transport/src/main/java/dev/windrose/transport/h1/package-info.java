/** HTTP/1.1 connections on both sides: our codec straight on the channel, one handler a connection. */
@NullMarked
package dev.windrose.transport.h1;

import org.jspecify.annotations.NullMarked;
