/** Connections of plain bytes: told from HTTP where that is asked for, and relayed between a client and an endpoint. */
@NullMarked
package dev.windrose.transport.tcp;

import org.jspecify.annotations.NullMarked;
