package dev.windrose.transport.h1;

import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.http.Version;
import dev.windrose.http.h1.Framing;
import dev.windrose.http.h1.HeadEncoder.ConnectionOption;

/** How a client will find the end of a response's body (RFC 9112 §6.3). */
final class ResponseFraming {
    private ResponseFraming() {}

    /** {@code end} when the response has no body. */
    static Framing of(RequestHead request, ResponseHead head, boolean end) {
        if (request.method().equals("HEAD") || head.status() == 204 || head.status() == 304) {
            return Framing.NONE;
        }
        if (end) {
            head.contentLength(0);
            return Framing.FIXED;
        }
        if (head.contentLength() >= 0) {
            return Framing.FIXED;
        }
        return request.version() == Version.HTTP_1_0 ? Framing.UNTIL_CLOSE : Framing.CHUNKED;
    }

    /** What the client is told of the connection's future. */
    static ConnectionOption option(RequestHead request, boolean persistent) {
        if (!persistent) {
            return ConnectionOption.CLOSE;
        }
        return request.version() == Version.HTTP_1_0 ? ConnectionOption.KEEP_ALIVE : ConnectionOption.PERSIST;
    }
}
