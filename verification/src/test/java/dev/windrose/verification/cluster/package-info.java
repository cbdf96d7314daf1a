/** A gateway beside a real API server. Runs where one is built: see {@code verification/conformance}. */
@NullMarked
package dev.windrose.verification.cluster;

import org.jspecify.annotations.NullMarked;
