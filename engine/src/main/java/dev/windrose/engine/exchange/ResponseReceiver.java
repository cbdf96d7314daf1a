package dev.windrose.engine.exchange;

import dev.windrose.http.Headers;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;

/** Takes what an endpoint answers. Called on the exchange's loop; after an end or a failure nothing more comes. */
public interface ResponseReceiver {
    /** How many interim responses a call may bring, 100 (Continue) counted too: beyond, it fails. */
    int MAX_INTERIM = 16;

    /** The call got a connection; {@code reused} when it served requests before. */
    void onConnected(boolean reused);

    /** An interim response (1xx other than 101). The head is valid during the call only. */
    void onInterim(ResponseHead head);

    /** The response's head, valid until the response ends; {@code end} when neither body nor trailers follow. */
    void onHead(ResponseHead head, boolean end);

    /** A part of the body; the receiver takes over the buffer's reference. */
    void onData(ByteBuf data, boolean end);

    /** The end of the response, with trailers. */
    void onTrailers(Headers trailers);

    /** The call failed, before or in the middle of the response. */
    void onFailure(Failure failure);

    /** {@link UpstreamCall#isWritable} became true. */
    void onWritable();
}
