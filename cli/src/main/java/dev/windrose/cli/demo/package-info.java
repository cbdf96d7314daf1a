/**
 * The demonstration: sample services, documents in a temporary folder, a real gateway before them, and a tour of requests whose answers are
 * compared with what was promised.
 */
@NullMarked
package dev.windrose.cli.demo;

import org.jspecify.annotations.NullMarked;
