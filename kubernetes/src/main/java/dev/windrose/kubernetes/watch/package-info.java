/**
 * What the API server holds, kept here: one reflector for each kind lists and then watches, and the store forgets nothing that may have
 * vanished by mistake. Traffic must not depend on whether the API server can be reached.
 */
@NullMarked
package dev.windrose.kubernetes.watch;

import org.jspecify.annotations.NullMarked;
