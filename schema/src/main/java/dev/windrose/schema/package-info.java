/**
 * What an API server would refuse: the schemas of the custom resource definitions, walked over documents as they were written, so that a file is
 * refused for the same reason and at a line. Only the command line's checks come here; a running gateway never does.
 */
@NullMarked
package dev.windrose.schema;

import org.jspecify.annotations.NullMarked;
