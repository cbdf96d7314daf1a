package dev.windrose.engine.exchange;

import dev.windrose.filter.Content;
import dev.windrose.filter.LocalReply;
import dev.windrose.http.ContentType;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Renders local replies: problem documents (RFC 9457), gRPC statuses for gRPC calls, bare heads below status 400. */
public final class ProblemReply {
    private static final int UNAVAILABLE = 14;
    private static final HeaderName CACHE_CONTROL = HeaderName.of("cache-control");

    private ProblemReply() {}

    /** Fills the head and returns the body, which may be empty. */
    static byte[] render(LocalReply reply, RequestHead request, String requestId, ResponseHead head) {
        return render(reply, ContentType.isGrpc(request.headers()), requestId, head);
    }

    /** The same, also for what never became an exchange. */
    public static byte[] render(LocalReply reply, boolean grpc, String requestId, ResponseHead head) {
        head.clear();
        Headers headers = head.headers();
        for (HeaderValue header : reply.headers()) {
            headers.add(HeaderName.of(header.name()), header.value());
        }
        if (grpc) {
            return grpc(reply, head);
        }
        head.status(reply.status());
        Content own = reply.content();
        if (own != null) {
            head.contentLength(own.length());
            return own.bytes();
        }
        byte[] body =
                reply.status() < 400 ? new byte[0] : json(reply, requestId).getBytes(StandardCharsets.UTF_8);
        head.contentLength(body.length);
        if (body.length > 0) {
            headers.add(HeaderName.CONTENT_TYPE, "application/problem+json");
            headers.add(CACHE_CONTROL, "no-store");
            headers.add(HeaderName.X_REQUEST_ID, requestId);
        }
        return body;
    }

    private static byte[] grpc(LocalReply reply, ResponseHead head) {
        head.status(200);
        Headers headers = head.headers();
        headers.set(HeaderName.CONTENT_TYPE, ContentType.GRPC);
        headers.add(HeaderName.GRPC_STATUS, Integer.toString(grpcStatus(reply)));
        headers.add(HeaderName.GRPC_MESSAGE, percentEncode(reply.code() + ": " + reply.detail()));
        head.contentLength(ResponseHead.UNKNOWN_LENGTH);
        return new byte[0];
    }

    /** The Gateway API wants UNAVAILABLE where HTTP has 500 for a backend that cannot be used. */
    private static int grpcStatus(LocalReply reply) {
        return reply.code().equals(Failure.Kind.UNRESOLVED.code()) ? UNAVAILABLE : grpcStatus(reply.status());
    }

    /** The mapping of the gRPC project's "HTTP to gRPC Status Code Mapping". */
    private static int grpcStatus(int status) {
        return switch (status) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 408, 504 -> 4;
            case 429, 502, 503 -> UNAVAILABLE;
            default -> 2;
        };
    }

    private static String percentEncode(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0x20 && b < 0x7f && b != '%') {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", b));
            }
        }
        return out.toString();
    }

    private static String json(LocalReply reply, String requestId) {
        StringBuilder out = new StringBuilder(192);
        out.append("{\"type\":\"about:blank\",\"title\":");
        quote(title(reply.status()), out);
        out.append(",\"status\":").append(reply.status()).append(",\"code\":");
        quote(reply.code(), out);
        out.append(",\"detail\":");
        quote(reply.detail(), out);
        out.append(",\"request_id\":");
        quote(requestId, out);
        return out.append("}\n").toString();
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> status < 500 ? "Client Error" : "Server Error";
        };
    }
}
