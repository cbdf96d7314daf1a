package dev.windrose.filters.headers;

import dev.windrose.http.ConfiguredHeader;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.TransportFields;
import dev.windrose.model.FilterSpec.HeaderChanges;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.List;

/** Changes ready to be made: names hashed, values in bytes and checked. */
final class Changes {
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
                .filter(name -> !TransportFields.has(name))
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
        return new Field(name, ConfiguredHeader.value(name, header.value()));
    }
}
