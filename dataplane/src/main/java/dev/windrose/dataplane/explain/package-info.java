/**
 * Why something goes where it goes, or goes nowhere. The engine explains what runs; this adds what does not run and might have been meant: listeners
 * in conflict, routes that are not attached, grants that are missing, and the policies behind a destination; and what a mesh would do, for which nothing runs here. It looks at documents and their statuses
 * alone, so that it says what the status says; whether a route that is not attached would match is asked of the same code that matches requests.
 */
@NullMarked
package dev.windrose.dataplane.explain;

import org.jspecify.annotations.NullMarked;
