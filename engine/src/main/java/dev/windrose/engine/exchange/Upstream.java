package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.http.RequestHead;

/** Sends requests to endpoints. Implemented by the transport over its pools. */
public interface Upstream {
    /**
     * Starts a call, on a pooled or a new connection. Never throws: what goes wrong reaches {@link ResponseReceiver#onFailure}, possibly before
     * this returns.
     *
     * @param end whether neither body nor trailers follow
     */
    UpstreamCall call(Loop loop, Endpoint endpoint, RequestHead head, boolean end, ResponseReceiver receiver);
}
