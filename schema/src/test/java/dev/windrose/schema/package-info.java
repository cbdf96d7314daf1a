@NullMarked
package dev.windrose.schema;

import org.jspecify.annotations.NullMarked;
