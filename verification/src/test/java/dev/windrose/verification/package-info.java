/**
 * What holds for the whole code base, checked over all modules at once: the arrows between modules, the size and the names of
 * things, the format, and that every example in the documentation is accepted by the code that reads it.
 */
@NullMarked
package dev.windrose.verification;

import org.jspecify.annotations.NullMarked;
