/** What translation and compilation promise each other: needs both, which see nothing of one another. */
@NullMarked
package dev.windrose.verification.translated;

import org.jspecify.annotations.NullMarked;
