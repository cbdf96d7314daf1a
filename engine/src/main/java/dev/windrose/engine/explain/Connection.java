package dev.windrose.engine.explain;

/**
 * A connection, or datagrams, that someone wonders about.
 *
 * @param serverName of TLS, in lower case; else empty
 * @param port that it is sent to; 0 if it does not say
 */
public record Connection(Kind kind, String serverName, int port) {
    /** What comes. */
    public enum Kind {
        TLS,
        TCP,
        UDP
    }
}
