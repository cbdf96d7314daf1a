package dev.windrose.model;

import java.time.Duration;

/** What a listener's connections speak. */
public sealed interface Protocol {
    /** HTTP/1.0, 1.1 and 2, told apart by ALPN or by the first bytes. */
    record Http(RouteTableId routes) implements Protocol {}

    /** Bytes, carried to a destination. */
    record Tcp(Destination destination) implements Protocol {}

    /** Datagrams, carried to a destination. */
    record Udp(Destination destination) implements Protocol {}

    /**
     * TLS connections, told apart by the server name of the ClientHello before anything is decrypted; they go on to listeners that are {@link
     * Binding.Named}. The listener's own security is {@link Security.Passthrough}.
     */
    record ByServerName() implements Protocol {}

    /** Tunnels (CONNECT over HTTP/2, RFC 9113 §8.5); what comes inside goes to listeners that are {@link Binding.Carried}. */
    record Tunnel() implements Protocol {}

    /**
     * Captured connections, told apart by where their clients mean to go; they go on to listeners that are {@link Binding.Carried}. The listener's
     * own security is {@link Security.Plaintext}.
     *
     * @param otherwise what becomes of connections to destinations that no listener names
     */
    record ByDestination(Tcp otherwise) implements Protocol {}

    /** HTTP if the first bytes look like it within {@code timeout}, else bytes. */
    record Detect(Duration timeout, Http http, Tcp otherwise) implements Protocol {}
}
