/**
 * Suites of others through a gateway that was started from documents: what works when a client speaks to a server directly must work
 * with us between them.
 */
@NullMarked
package dev.windrose.verification.interop;

import org.jspecify.annotations.NullMarked;
