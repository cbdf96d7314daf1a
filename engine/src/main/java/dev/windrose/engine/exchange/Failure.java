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
    /**
     * What happened; {@link #code} is the stable word for it in logs, metrics and problem documents, {@link #status} the local reply, {@link
     * #meaning} is for operators.
     */
    public enum Kind {
        NO_LISTENER(
                "no_listener",
                404,
                "No route matches this host, path and method.",
                "the listener went away with a reload"),
        NO_ROUTE("no_route", 404, "No route matches this host, path and method.", "no rule matches"),
        MISDIRECTED(
                "misdirected",
                421,
                "This connection does not serve that host.",
                "the host belongs to another listener of the port than the TLS connection's server name"),
        UNRESOLVED(
                "unresolved_backend",
                500,
                "The route's backend cannot be used.",
                "the rule is broken, or names a backend that does not exist"),
        NO_ENDPOINT(
                "no_healthy_endpoint",
                503,
                "No healthy endpoint serves this route at the moment.",
                "the backend has no endpoint"),
        CONNECT_FAILED("connect_failed", 503, "The service could not be reached.", "no connection to an endpoint"),
        CONNECT_TIMEOUT(
                "connect_timeout",
                504,
                "The service could not be reached in time.",
                "no connection to an endpoint in time"),
        UPSTREAM_TLS(
                "upstream_tls_failed",
                502,
                "A secure connection to the service could not be made.",
                "no TLS with the endpoint: name, certificate or protocol"),
        UPSTREAM_CLOSED(
                "upstream_closed",
                502,
                "The service ended the connection before it answered.",
                "the endpoint closed the connection"),
        UPSTREAM_RESET(
                "upstream_reset",
                502,
                "The service ended the connection before it answered.",
                "the endpoint reset the connection or the stream"),
        UPSTREAM_PROTOCOL(
                "upstream_protocol_error",
                502,
                "The service's answer could not be understood.",
                "the endpoint spoke nonsense"),
        REQUEST_TIMEOUT("request_timeout", 504, "The service did not answer in time.", "the route's timeouts.request"),
        BACKEND_TIMEOUT(
                "backend_timeout",
                504,
                "The service did not answer in time.",
                "the route's timeouts.backendRequest, or the endpoint was silent for too long"),
        RETRY_BUDGET(
                "retry_budget",
                503,
                "The service fails too often to be asked again.",
                "a retry was due, and the service's budget of retries is used up"),
        BODY_TIMEOUT(
                "body_timeout",
                408,
                "The request's body did not come in time.",
                "the client was too slow with its body"),
        CLIENT_CLOSED(
                "client_closed", 499, "The client ended the request.", "the client went away (log and metrics only)"),
        CLIENT_PROTOCOL(
                "client_protocol_error",
                400,
                "The request could not be understood.",
                "the request breaks the protocol: its body, or anything in HTTP/2, where the stream is reset"),
        PLAINTEXT_TO_TLS(
                "plaintext_to_tls",
                400,
                "This port speaks TLS, and the request came in clear: use https.",
                "a request in clear at a port for TLS: http instead of https"),
        HEADERS_TOO_LARGE(
                "headers_too_large", 431, "The trailers are too large.", "the request's trailers are over the limit"),
        OVERLOADED("overloaded", 503, "The proxy has too much to do at the moment.", "too much work"),
        INTERNAL(
                "internal_error",
                500,
                "The proxy failed.",
                "a filter failed: the log has the stack trace, the client is told nothing of it");

        private final String code;
        private final int status;

        private final String sentence;
        private final String meaning;

        Kind(String code, int status, String sentence, String meaning) {
            this.code = code;
            this.status = status;
            this.sentence = sentence;
            this.meaning = meaning;
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

        /** What operators are told, in the reference. */
        public String meaning() {
            return meaning;
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
