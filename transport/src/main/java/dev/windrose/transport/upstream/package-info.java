/** The way out: pools of connections, one set per event loop, and what chooses among them. */
@NullMarked
package dev.windrose.transport.upstream;

import org.jspecify.annotations.NullMarked;
