package dev.windrose.transport.tls;

/** An event of a connection where TLS was expected: the client began with text, and what comes now is as it sent it. */
public enum ClearText {
    SEEN
}
