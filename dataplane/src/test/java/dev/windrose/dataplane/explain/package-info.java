@NullMarked
package dev.windrose.dataplane.explain;

import org.jspecify.annotations.NullMarked;
