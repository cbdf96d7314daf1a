/** Event loops: the threads of the data plane, what is swept on them once a second, and when their writes are flushed. */
@NullMarked
package dev.windrose.transport.loop;

import org.jspecify.annotations.NullMarked;
