package dev.windrose.engine.exchange;

import dev.windrose.filter.Peer;
import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * The client's side of one exchange: an HTTP/1 connection's current request or an HTTP/2 stream. Implemented by the transport, which calls the
 * exchange's {@code onRequest…} methods; all calls are made on the exchange's loop.
 */
public interface Downstream {
    Loop loop();

    Peer peer();

    /** Sends an interim response (1xx other than 101). */
    void interim(ResponseHead head);

    /** Sends the response's head; {@code end} when neither body nor trailers follow. Framing headers are the transport's to write. */
    void head(ResponseHead head, boolean end);

    /** Sends a part of the body and takes over the buffer's reference. */
    void data(ByteBuf data, boolean end);

    /** Ends the response with trailers; may be empty. */
    void trailers(Headers trailers);

    /** Gives up in the middle: closes the connection or resets the stream, so that the client sees that the response is incomplete. */
    void abort(Failure failure);

    /** Whether more can be sent now; if not, {@link ProxyExchange#onDownstreamWritable} follows. */
    boolean isWritable();

    /** Stops or restarts taking the request's body from the client. */
    void pauseRequest(boolean paused);

    /** The request is let through and its body wanted: a client that waits for 100 (Continue, RFC 9110 §10.1.1) is told so, once. */
    void askForBody();

    /** The parts of the request's body may be as far apart as it is for a whole stream: the limits of bodies do not hold for it. */
    default void allowPauses() {}
}
