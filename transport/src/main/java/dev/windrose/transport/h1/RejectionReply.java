package dev.windrose.transport.h1;

import dev.windrose.http.h1.Rejection;
import java.nio.charset.StandardCharsets;

/** The answer to what is not a request: a whole message, since no exchange exists to make one. */
public final class RejectionReply {
    static final Rejection SLOW_HEAD = new Rejection(408, "head_timeout", "The request's head did not come in time.");
    public static final Rejection SLOW_BODY =
            new Rejection(408, "body_timeout", "The request's body did not come in time.");

    private RejectionReply() {}

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
