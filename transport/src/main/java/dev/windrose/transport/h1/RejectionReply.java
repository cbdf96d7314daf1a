package dev.windrose.transport.h1;

import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.telemetry.Refusal;
import dev.windrose.http.Version;
import dev.windrose.http.h1.Rejection;
import java.nio.charset.StandardCharsets;

/** The answer to what is not a request: a whole message, since no exchange exists to make one. */
public final class RejectionReply {
    static final Rejection SLOW_HEAD = new Rejection(408, "head_timeout", "The request's head did not come in time.");
    public static final Rejection SLOW_BODY =
            new Rejection(408, "body_timeout", "The request's body did not come in time.");

    public static final Rejection SILENT =
            new Rejection(504, Kind.BACKEND_TIMEOUT.code(), Kind.BACKEND_TIMEOUT.sentence());
    /** 405 would have to name what the target allows, and CONNECT's target is no resource. */
    static final Rejection CONNECT = new Rejection(501, "method_not_implemented", "CONNECT is not served here.");

    private RejectionReply() {}

    /** Why an exchange ends whose endpoint let the limit for silence pass: the client is answered with {@link #SILENT}. */
    public static Failure silence() {
        return Failure.upstream(
                Kind.BACKEND_TIMEOUT, Failure.Retry.NEVER, "nothing came of the endpoint for too long", null);
    }

    /** The kind of failure that a broken body is for its exchange. */
    static Kind kind(Rejection rejection) {
        return switch (rejection.status()) {
            case 408 -> Kind.BODY_TIMEOUT;
            case 431 -> Kind.HEADERS_TOO_LARGE;
            default -> Kind.CLIENT_PROTOCOL;
        };
    }

    /** What observers are told of it. */
    public static Refusal refusal(Version version, Rejection rejection, long nanos) {
        return new Refusal(
                version,
                rejection.status(),
                rejection.code(),
                problem(rejection).length(),
                nanos);
    }

    static String render(Rejection rejection) {
        String text = problem(rejection);
        return "HTTP/1.1 " + rejection.status() + " \r\nContent-Type: application/problem+json\r\nContent-Length: "
                + text.getBytes(StandardCharsets.UTF_8).length
                + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n" + text;
    }

    /** The problem document alone. */
    public static String problem(Rejection rejection) {
        return "{\"type\":\"about:blank\",\"status\":" + rejection.status() + ",\"code\":\"" + rejection.code()
                + "\",\"detail\":\"" + rejection.detail().replace("\\", "\\\\").replace("\"", "\\\"") + "\"}\n";
    }
}
