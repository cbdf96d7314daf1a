/**
 * From a request's head to a route: compiled tables whose cost does not depend on the number of routes.
 */
@NullMarked
package dev.windrose.engine.route;

import org.jspecify.annotations.NullMarked;
