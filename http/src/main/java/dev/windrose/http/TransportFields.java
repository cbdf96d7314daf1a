package dev.windrose.http;

import java.util.Set;

/** Fields of one hop, and of framing (RFC 9110 §7.6.1, RFC 9112 §6): the transport writes them, and no filter or service of somebody else may. */
public final class TransportFields {
    private static final Set<HeaderName> ALL = Set.of(
            HeaderName.CONNECTION,
            HeaderName.KEEP_ALIVE,
            HeaderName.PROXY_CONNECTION,
            HeaderName.TRANSFER_ENCODING,
            HeaderName.CONTENT_LENGTH,
            HeaderName.TE,
            HeaderName.TRAILER,
            HeaderName.UPGRADE,
            HeaderName.HTTP2_SETTINGS);

    private TransportFields() {}

    public static boolean has(HeaderName name) {
        return ALL.contains(name);
    }
}
