/**
 * A Kubernetes API server as a source of documents: what it holds is watched, and what became of it is written back. The only module that sees
 * the Kubernetes client, and none of it is loaded by a proxy that runs from files.
 */
@NullMarked
package dev.windrose.kubernetes;

import org.jspecify.annotations.NullMarked;
