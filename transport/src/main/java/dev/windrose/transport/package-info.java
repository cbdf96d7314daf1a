/** Sockets: listeners that come and go with snapshots, connections, and their drain. */
@NullMarked
package dev.windrose.transport;

import org.jspecify.annotations.NullMarked;
