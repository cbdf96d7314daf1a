package dev.windrose.engine.exchange;

import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;

/** Takes what a client sends after a request's head. Called on the exchange's loop; after a close nothing more comes. */
public interface RequestSink {
    /** A part of the body; the sink takes over the buffer's reference. */
    void onRequestData(ByteBuf data, boolean end);

    /** The end of the request, with trailers. Valid during the call only. */
    void onRequestTrailers(Headers trailers);

    /** The client is gone: its connection was closed or its stream reset, or it broke the protocol. */
    void onDownstreamClosed(Failure why);

    /** {@link Downstream#isWritable} became true. */
    void onDownstreamWritable();
}
