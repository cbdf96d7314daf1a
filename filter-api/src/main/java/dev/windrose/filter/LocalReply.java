package dev.windrose.filter;

import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer made here. From status 400 it becomes {@code application/problem+json} (RFC 9457), or a gRPC status for gRPC; below, it has no body.
 *
 * @param code stable and machine-readable, such as {@code no_route}; in the body, the access log and the metrics
 * @param detail one sentence for people, without internals
 * @param headers further headers
 * @param content the body in place of the usual one, but for gRPC, which has none; its type is among {@code headers}
 */
public record LocalReply(
        int status,
        String code,
        String detail,
        List<HeaderValue> headers,
        @Nullable Content content) {
    /** With the usual body. */
    public LocalReply(int status, String code, String detail, List<HeaderValue> headers) {
        this(status, code, detail, headers, null);
    }

    public static LocalReply of(int status, String code, String detail) {
        return new LocalReply(status, code, detail, List.of());
    }
}
