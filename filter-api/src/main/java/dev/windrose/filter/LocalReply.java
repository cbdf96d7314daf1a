package dev.windrose.filter;

import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.List;

/**
 * An answer made here. From status 400 it becomes {@code application/problem+json} (RFC 9457), or a gRPC status for gRPC; below, it has no body.
 *
 * @param code stable and machine-readable, such as {@code no_route}; in the body, the access log and the metrics
 * @param detail one sentence for people, without internals
 * @param headers further headers
 */
public record LocalReply(int status, String code, String detail, List<HeaderValue> headers) {
    public static LocalReply of(int status, String code, String detail) {
        return new LocalReply(status, code, detail, List.of());
    }
}
