package dev.windrose.engine.route;

import com.google.re2j.Pattern;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Conditions on a header. Several fields of one name count as one, joined with a comma (RFC 9110 §5.3). */
final class HeaderCondition {
    private HeaderCondition() {}

    /** The value is these bytes. */
    static final class Exact implements Condition {
        private final HeaderName name;
        private final byte[] value;

        Exact(String name, String value) {
            this.name = HeaderName.of(name);
            this.value = value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean holds(RequestHead request) {
            Headers headers = request.headers();
            int slot = headers.find(name);
            if (slot < 0) {
                return false;
            }
            if (headers.findFrom(name, slot + 1) >= 0) {
                return Arrays.equals(value, joined(headers, name).getBytes(StandardCharsets.ISO_8859_1));
            }
            int start = headers.valueStart(slot);
            return Arrays.equals(value, 0, value.length, headers.array(), start, start + headers.valueLength(slot));
        }
    }

    /** The whole value matches an expression. */
    static final class Regex implements Condition {
        private final HeaderName name;
        private final Pattern pattern;

        Regex(String name, Pattern pattern) {
            this.name = HeaderName.of(name);
            this.pattern = pattern;
        }

        @Override
        public boolean holds(RequestHead request) {
            return request.headers().contains(name) && pattern.matches(joined(request.headers(), name));
        }
    }

    private static String joined(Headers headers, HeaderName name) {
        int slot = headers.find(name);
        StringBuilder all = new StringBuilder(headers.value(slot));
        for (slot = headers.findFrom(name, slot + 1); slot >= 0; slot = headers.findFrom(name, slot + 1)) {
            all.append(',').append(headers.value(slot));
        }
        return all.toString();
    }
}
