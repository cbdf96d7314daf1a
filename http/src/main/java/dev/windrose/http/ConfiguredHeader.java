package dev.windrose.http;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Header fields as people configure them for messages that pass. */
public final class ConfiguredHeader {
    /** Of one hop, or framing (RFC 9110 §7.6.1): the transport writes them, and nobody else may. */
    private static final Set<HeaderName> OF_THE_TRANSPORT = Set.of(
            HeaderName.CONNECTION,
            HeaderName.KEEP_ALIVE,
            HeaderName.PROXY_CONNECTION,
            HeaderName.TRANSFER_ENCODING,
            HeaderName.CONTENT_LENGTH,
            HeaderName.TE,
            HeaderName.TRAILER,
            HeaderName.UPGRADE,
            HeaderName.HTTP2_SETTINGS);

    private ConfiguredHeader() {}

    public static boolean isOfTheTransport(HeaderName name) {
        return OF_THE_TRANSPORT.contains(name);
    }

    /** The bytes of a value. Throws {@link IllegalArgumentException} for a value that cannot be sent, or a field that is the transport's. */
    public static byte[] value(HeaderName name, String value) {
        if (isOfTheTransport(name)) {
            throw new IllegalArgumentException(
                    "header: " + name + " (expected: a field that is not of one connection)");
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (!Ascii.isValueByte(b)) {
                throw new IllegalArgumentException(
                        "header: " + name + " with a control character (expected: a value without control characters)");
            }
        }
        return bytes;
    }
}
