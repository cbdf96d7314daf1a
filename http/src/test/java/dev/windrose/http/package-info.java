/** Tests of the message vocabulary. */
@NullMarked
package dev.windrose.http;

import org.jspecify.annotations.NullMarked;
