package dev.windrose.engine.exchange;

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
        NO_LISTENER("no_listener", 404),
        NO_ROUTE("no_route", 404),
        MISDIRECTED("misdirected", 421),
        UNRESOLVED("unresolved_backend", 500),
        NO_ENDPOINT("no_healthy_endpoint", 503),
        CONNECT_FAILED("connect_failed", 503),
        CONNECT_TIMEOUT("connect_timeout", 504),
        UPSTREAM_TLS("upstream_tls_failed", 502),
        UPSTREAM_CLOSED("upstream_closed", 502),
        UPSTREAM_RESET("upstream_reset", 502),
        UPSTREAM_PROTOCOL("upstream_protocol_error", 502),
        REQUEST_TIMEOUT("request_timeout", 504),
        BACKEND_TIMEOUT("backend_timeout", 504),
        BODY_TIMEOUT("body_timeout", 408),
        CLIENT_CLOSED("client_closed", 499),
        CLIENT_PROTOCOL("client_protocol_error", 400),
        OVERLOADED("overloaded", 503),
        DRAINING("draining", 503),
        INTERNAL("internal_error", 500);

        private final String code;
        private final int status;

        Kind(String code, int status) {
            this.code = code;
            this.status = status;
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
        GATEWAY,
        UPSTREAM
    }

    /** Whether the request may be sent again. */
    public enum Retry {
        /** The endpoint has certainly not processed it. */
        SAFE,
        /** Only if the method is idempotent. */
        IF_IDEMPOTENT,
        NEVER
    }

    public static Failure upstream(Kind kind, Retry retry, String detail, @Nullable Throwable cause) {
        return new Failure(kind, Source.UPSTREAM, retry, detail, cause);
    }

    public static Failure gateway(Kind kind, String detail) {
        return new Failure(kind, Source.GATEWAY, Retry.NEVER, detail, null);
    }

    public static Failure client(Kind kind, String detail) {
        return new Failure(kind, Source.CLIENT, Retry.NEVER, detail, null);
    }
}
