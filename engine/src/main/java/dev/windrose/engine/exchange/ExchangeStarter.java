package dev.windrose.engine.exchange;

import dev.windrose.http.RequestHead;

/** Starts an exchange when a request's head has come. */
public interface ExchangeStarter {
    /**
     * Called on the loop of {@code downstream}. The response may begin before this returns.
     *
     * @param head belongs to the exchange until the response has ended or was aborted
     * @param end whether neither body nor trailers follow
     */
    RequestSink start(Downstream downstream, RequestHead head, boolean end);
}
