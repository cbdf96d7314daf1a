/**
 * The path of a request through the engine, and the contracts with the transport on both of its sides.
 */
@NullMarked
package dev.windrose.engine.exchange;

import org.jspecify.annotations.NullMarked;
