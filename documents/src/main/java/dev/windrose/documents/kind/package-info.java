/**
 * The kinds that people write, as lenient records: each reads its own fields from a cursor and keeps the positions that later
 * stages need for their messages. A record here says what was written, not that it makes sense.
 */
@NullMarked
package dev.windrose.documents.kind;

import org.jspecify.annotations.NullMarked;
