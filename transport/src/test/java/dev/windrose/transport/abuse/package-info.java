/**
 * What attackers and broken clients do, by plain sockets and a frame writer of its own: nothing of what is tested helps to test it. Each attack has a
 * well-behaved neighbour that must not notice.
 */
@NullMarked
package dev.windrose.transport.abuse;

import org.jspecify.annotations.NullMarked;
