package dev.windrose.engine.exchange;

import dev.windrose.http.RequestHead;

/** Begins an exchange for every request that a transport has read and found valid. */
@FunctionalInterface
public interface ExchangeStarter {
    /**
     * Begins an exchange. The answer may reach {@code downstream} before this returns.
     *
     * @param head the request's head, the exchange's own until the response ends
     * @param end whether neither body nor trailers follow
     */
    RequestSink start(Downstream downstream, RequestHead head, boolean end);
}
