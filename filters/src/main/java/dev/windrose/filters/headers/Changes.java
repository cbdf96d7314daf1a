package dev.windrose.filters.headers;

import dev.windrose.http.Ascii;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.model.FilterSpec.HeaderChanges;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Changes ready to be made: names hashed, values in bytes and checked. */
final class Changes {
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

    private final Field[] set;
    private final Field[] add;
    private final HeaderName[] remove;

    private record Field(HeaderName name, byte[] value) {}

    /** Throws {@link IllegalArgumentException} for a name or value that cannot be sent, or a field that is the transport's. */
    Changes(HeaderChanges changes) {
        set = fields(changes.set());
        add = fields(changes.add());
        remove = changes.remove().stream()
                .map(HeaderName::of)
                .filter(name -> !OF_THE_TRANSPORT.contains(name))
                .toArray(HeaderName[]::new);
    }

    void apply(Headers headers) {
        for (Field field : set) {
            headers.remove(field.name);
            headers.add(field.name, field.value, 0, field.value.length);
        }
        for (Field field : add) {
            headers.add(field.name, field.value, 0, field.value.length);
        }
        for (HeaderName name : remove) {
            headers.remove(name);
        }
    }

    private static Field[] fields(List<HeaderValue> values) {
        return values.stream().map(Changes::field).toArray(Field[]::new);
    }

    private static Field field(HeaderValue header) {
        HeaderName name = HeaderName.of(header.name());
        if (OF_THE_TRANSPORT.contains(name)) {
            throw new IllegalArgumentException(
                    "header: " + name + " (expected: a field that is not of one connection)");
        }
        byte[] value = header.value().getBytes(StandardCharsets.UTF_8);
        for (byte b : value) {
            if (!Ascii.isValueByte(b)) {
                throw new IllegalArgumentException(name + ": (expected: a value without control characters)");
            }
        }
        return new Field(name, value);
    }
}
