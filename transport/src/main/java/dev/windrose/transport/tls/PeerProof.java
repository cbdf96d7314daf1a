package dev.windrose.transport.tls;

/** What the certificate of the other side is worth after a handshake. */
enum PeerProof {
    /** Nothing: none was asked for, or any was let in. */
    NONE,
    /** A SPIFFE id that the mesh vouches for. */
    WORKLOAD,
    /** A chain to roots that the listener names for its clients. */
    CLIENT
}
