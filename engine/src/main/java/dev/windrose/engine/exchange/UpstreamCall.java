package dev.windrose.engine.exchange;

import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;

/** One request on its way to an endpoint. All calls are made on the exchange's loop. */
public interface UpstreamCall {
    /** Sends a part of the body and takes over the buffer's reference. Before the connection is there, it is kept. */
    void data(ByteBuf data, boolean end);

    /** Ends the request with trailers; may be empty. */
    void trailers(Headers trailers);

    /** Gives up: resets the stream, or closes the connection unless the response was complete. Nothing is received afterwards. */
    void cancel();

    /** As {@link #cancel}, since no answer came in time: a connection that is silent altogether may lead nowhere, and is to carry no more calls. */
    default void timedOut() {
        cancel();
    }

    /** Whether more can be sent now; if not, {@link ResponseReceiver#onWritable} follows. False until connected. */
    boolean isWritable();

    /** Stops or restarts taking the response's body from the endpoint. */
    void pauseResponse(boolean paused);
}
