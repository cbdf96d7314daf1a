/** Datagrams: told apart by client, carried to one endpoint for each, and back. Sessions are all that binds them, and end by silence. */
@NullMarked
package dev.windrose.transport.udp;

import org.jspecify.annotations.NullMarked;
