/**
 * One line for every exchange, written without ever making an event loop wait: a loop formats into its own ring of bytes, one thread carries
 * the rings to a file or to standard output, and a full ring drops lines and counts them. Neither query strings nor header values other than
 * the user agent are logged, since they may hold secrets.
 */
@NullMarked
package dev.windrose.dataplane.accesslog;

import org.jspecify.annotations.NullMarked;
