/** Tests of HTTP/1.1 syntax: tables of raw messages, every split, fuzzing against another codec, allocation. */
@NullMarked
package dev.windrose.http.h1;

import org.jspecify.annotations.NullMarked;
