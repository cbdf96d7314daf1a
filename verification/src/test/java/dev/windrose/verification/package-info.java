/**
 * What holds for the whole code base, checked over all modules at once: the arrows between modules, the size and the names of
 * things, the format, and that every example in the documentation is accepted by the code that reads it;
 * and what an independent tool says about our HTTP/2.
 */
@NullMarked
package dev.windrose.verification;

import org.jspecify.annotations.NullMarked;
