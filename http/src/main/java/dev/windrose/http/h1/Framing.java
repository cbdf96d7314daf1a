package dev.windrose.http.h1;

/** How the end of a body is found (RFC 9112 §6.3). */
public enum Framing {
    NONE,
    FIXED,
    CHUNKED,
    UNTIL_CLOSE
}
