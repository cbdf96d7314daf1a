package dev.windrose.http;

import java.nio.charset.StandardCharsets;

/** Header fields as people configure them for messages that pass. */
public final class ConfiguredHeader {
    private ConfiguredHeader() {}

    /** The bytes of a value. Throws {@link IllegalArgumentException} for a value that cannot be sent, or a field that is the transport's. */
    public static byte[] value(HeaderName name, String value) {
        if (TransportFields.has(name)) {
            throw new IllegalArgumentException(
                    "header: " + name + " (expected: a field that is not of one connection)");
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (!Ascii.isValueByte(b)) {
                throw new IllegalArgumentException(name + ": (expected: a value without control characters)");
            }
        }
        return bytes;
    }
}
