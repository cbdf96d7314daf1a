@NullMarked
package dev.windrose.schema.rule;

import org.jspecify.annotations.NullMarked;
