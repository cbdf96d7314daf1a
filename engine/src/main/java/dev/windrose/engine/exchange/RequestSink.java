package dev.windrose.engine.exchange;

import dev.windrose.http.Headers;
import io.netty.buffer.ByteBuf;

/** Takes what a client sends after the head. Called by the transport on the exchange's loop. */
public interface RequestSink {
    /** A part of the body; the sink takes over the buffer's reference. */
    void onRequestData(ByteBuf data, boolean end);

    /** The end of the request, with trailers. */
    void onRequestTrailers(Headers trailers);

    /** The client is gone, or its message turned out to be broken. Nothing more is sent to it. */
    void onDownstreamClosed(Failure why);

    /** {@link Downstream#isWritable} became true. */
    void onDownstreamWritable();
}
