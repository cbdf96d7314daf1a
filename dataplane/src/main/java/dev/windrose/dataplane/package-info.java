/**
 * Assembly of a running proxy. {@link dev.windrose.dataplane.Dataplane#assemble} is the one place where source, compile, transport, admin,
 * metrics and access log meet; {@link dev.windrose.dataplane.Reload} is the one writer that leads from documents to what runs.
 */
@NullMarked
package dev.windrose.dataplane;

import org.jspecify.annotations.NullMarked;
