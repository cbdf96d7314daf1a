package dev.windrose.dataplane.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Ways to answer. Everything is marked as not to be stored nor guessed at. */
final class Reply {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Reply() {}

    /** Writes a body as it goes. */
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    static void text(HttpExchange exchange, int status, String text) throws IOException {
        bytes(exchange, status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static void json(HttpExchange exchange, int status, Object tree) throws IOException {
        bytes(exchange, status, "application/json", MAPPER.writeValueAsBytes(tree));
    }

    /** A problem document (RFC 9457). */
    static void problem(HttpExchange exchange, int status, String detail) throws IOException {
        byte[] body = MAPPER.writeValueAsBytes(Map.of("status", status, "detail", detail));
        bytes(exchange, status, "application/problem+json", body);
    }

    static void bytes(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        stream(exchange, status, type, body.length, out -> out.write(body));
    }

    /** {@code length} 0 means unknown: sent in chunks. */
    static void stream(HttpExchange exchange, int status, String type, long length, Body body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        try (OutputStream out = exchange.getResponseBody()) {
            body.writeTo(out);
        }
    }
}
