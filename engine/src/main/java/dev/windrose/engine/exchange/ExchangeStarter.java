package dev.windrose.engine.exchange;

import dev.windrose.engine.telemetry.Refusal;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;

/** Starts an exchange when a request's head has come, and is told of what never becomes one. */
public interface ExchangeStarter {
    /**
     * Called on the loop of {@code downstream}. The response may begin before this returns.
     *
     * @param head belongs to the exchange until the response has ended or was aborted
     * @param end whether neither body nor trailers follow
     */
    RequestSink start(Downstream downstream, RequestHead head, boolean end);

    /** As {@link #start}, but the request goes nowhere: it is answered with {@code reply}. */
    RequestSink refuse(Downstream downstream, RequestHead head, boolean end, LocalReply reply);

    /** The transport answered something that is no request, or dropped it. On the loop. */
    void refused(Loop loop, Peer peer, Refusal refusal);
}
