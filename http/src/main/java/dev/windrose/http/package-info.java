/**
 * The vocabulary of HTTP messages, independent of version and connection: header tables, request and response heads, canonical targets. All
 * mutable types here belong to one exchange and so to one event loop; none is thread-safe.
 */
@NullMarked
package dev.windrose.http;

import org.jspecify.annotations.NullMarked;
