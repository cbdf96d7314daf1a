package dev.windrose.engine.exchange;

import dev.windrose.filter.LocalReply;
import org.jspecify.annotations.Nullable;

/**
 * Why an exchange did not go as meant: what happened, on whose side, and whether trying again is safe.
 *
 * @param detail one sentence for the log, never sent to a client
 */
public record Failure(
        Kind kind,
        Source source,
        Retry retry,
        String detail,
        @Nullable Throwable cause) {
    /** What happened; {@link #code} is the stable word for it in logs, metrics and problem documents, {@link #status} the local reply. */
    public enum Kind {
        NO_LISTENER("no_listener", 404, "No route matches this host, path and method."),
        NO_ROUTE("no_route", 404, "No route matches this host, path and method."),
        MISDIRECTED("misdirected", 421, "This connection does not serve that host."),
        UNRESOLVED("unresolved_backend", 500, "The route's backend cannot be used."),
        NO_ENDPOINT("no_healthy_endpoint", 503, "No healthy endpoint serves this route at the moment."),
        CONNECT_FAILED("connect_failed", 503, "The service could not be reached."),
        CONNECT_TIMEOUT("connect_timeout", 504, "The service could not be reached in time."),
        UPSTREAM_TLS("upstream_tls_failed", 502, "A secure connection to the service could not be made."),
        UPSTREAM_CLOSED("upstream_closed", 502, "The service ended the connection before it answered."),
        UPSTREAM_RESET("upstream_reset", 502, "The service ended the connection before it answered."),
        UPSTREAM_PROTOCOL("upstream_protocol_error", 502, "The service's answer could not be understood."),
        REQUEST_TIMEOUT("request_timeout", 504, "The service did not answer in time."),
        BACKEND_TIMEOUT("backend_timeout", 504, "The service did not answer in time."),
        BODY_TIMEOUT("body_timeout", 408, "The request's body did not come in time."),
        CLIENT_CLOSED("client_closed", 499, "The client ended the request."),
        CLIENT_PROTOCOL("client_protocol_error", 400, "The request could not be understood."),
        PLAINTEXT_TO_TLS("plaintext_to_tls", 400, "This port speaks TLS, and the request came in clear: use https."),
        HEADERS_TOO_LARGE("headers_too_large", 431, "The trailers are too large."),
        OVERLOADED("overloaded", 503, "The proxy has too much to do at the moment."),
        INTERNAL("internal_error", 500, "The proxy failed.");

        private final String code;
        private final int status;

        private final String sentence;

        Kind(String code, int status, String sentence) {
            this.code = code;
            this.status = status;
            this.sentence = sentence;
        }

        /** What a client is told: no internals. */
        public String sentence() {
            return sentence;
        }

        /** What a client is answered with. */
        public LocalReply reply() {
            return reply(status);
        }

        /** The same with another status. */
        LocalReply reply(int otherStatus) {
            return LocalReply.of(otherStatus, code, sentence);
        }

        public String code() {
            return code;
        }

        public int status() {
            return status;
        }
    }

    /** Whose side it happened on. */
    public enum Source {
        CLIENT,
        PROXY,
        UPSTREAM
    }

    /** Whether the request may be sent again. */
    public enum Retry {
        /** The endpoint has certainly not processed it. */
        SAFE,
        /** Only if the method is idempotent. */
        IF_IDEMPOTENT,
        NEVER;

        /** Whether a request of this method may be sent again; {@code whole} when nothing of it is still to come. */
        boolean allows(String method, boolean whole) {
            return switch (this) {
                case SAFE -> true;
                case IF_IDEMPOTENT -> whole && isIdempotent(method);
                case NEVER -> false;
            };
        }

        /** RFC 9110 §9.2.2. */
        private static boolean isIdempotent(String method) {
            return switch (method) {
                case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
                default -> false;
            };
        }
    }

    public static Failure upstream(Kind kind, Retry retry, String detail, @Nullable Throwable cause) {
        return new Failure(kind, Source.UPSTREAM, retry, detail, cause);
    }

    public static Failure proxy(Kind kind, String detail) {
        return new Failure(kind, Source.PROXY, Retry.NEVER, detail, null);
    }

    public static Failure client(Kind kind, String detail) {
        return new Failure(kind, Source.CLIENT, Retry.NEVER, detail, null);
    }
}
