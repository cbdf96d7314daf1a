/**
 * The API server as it speaks: requests, answers, streams of changes, and which kinds it has. Objects stay plain trees here, since documents
 * are read from trees; the client gives credentials, TLS and connections.
 */
@NullMarked
package dev.windrose.kubernetes.api;

import org.jspecify.annotations.NullMarked;
