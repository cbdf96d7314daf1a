/**
 * From files and folders to typed documents: finds the files, reads every document in them, and keeps all problems together so that
 * a user sees them at once.
 */
@NullMarked
package dev.windrose.documents;

import org.jspecify.annotations.NullMarked;
