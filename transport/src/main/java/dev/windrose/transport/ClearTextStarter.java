package dev.windrose.transport;

import dev.windrose.engine.exchange.Downstream;
import dev.windrose.engine.exchange.ExchangeStarter;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.RequestSink;
import dev.windrose.engine.telemetry.Refusal;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;

/** Answers a request that came in clear where TLS was expected, and begins none. The connection ends with the answer. */
final class ClearTextStarter implements ExchangeStarter {
    private final ExchangeStarter exchanges;
    private Runnable drain = () -> {};

    ClearTextStarter(ExchangeStarter exchanges) {
        this.exchanges = exchanges;
    }

    /** {@code newDrain} ends the connection when it has nothing to do. */
    void onAnswer(Runnable newDrain) {
        drain = newDrain;
    }

    @Override
    public RequestSink start(Downstream downstream, RequestHead head, boolean end) {
        return refuse(downstream, head, end, Kind.PLAINTEXT_TO_TLS.reply());
    }

    @Override
    public RequestSink refuse(Downstream downstream, RequestHead head, boolean end, LocalReply reply) {
        drain.run();
        return exchanges.refuse(downstream, head, end, reply);
    }

    @Override
    public void refused(Loop loop, Peer peer, Refusal refusal) {
        exchanges.refused(loop, peer, refusal);
    }
}
