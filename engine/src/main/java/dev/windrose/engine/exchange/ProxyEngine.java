package dev.windrose.engine.exchange;

import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.engine.telemetry.Refusal;
import dev.windrose.engine.telemetry.RefusedRequest;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ListenerId;
import java.util.function.Supplier;

/**
 * What all exchanges share: the snapshot of the moment, the way out, and who looks at finished exchanges.
 *
 * @param snapshots gives the current snapshot; asked once per exchange
 */
public record ProxyEngine(Supplier<Snapshot> snapshots, Upstream upstream, ExchangeObserver observer) {
    /** Where a connection of bytes that came to a listener goes, by the snapshot of the moment. */
    public ByteRoute byteRoute(ListenerId listener, Peer peer) {
        return ByteRoute.find(snapshots.get().listeners().get(listener), peer);
    }

    /** Starts the exchanges of one listener. */
    public ExchangeStarter starter(ListenerId listener) {
        return new Starter(this, listener);
    }

    private record Starter(ProxyEngine engine, ListenerId listener) implements ExchangeStarter {
        @Override
        public RequestSink start(Downstream downstream, RequestHead head, boolean end) {
            ProxyExchange exchange = new ProxyExchange(engine, listener, downstream, head);
            exchange.begin(end);
            return exchange;
        }

        @Override
        public RequestSink refuse(Downstream downstream, RequestHead head, boolean end, LocalReply reply) {
            ProxyExchange exchange = new ProxyExchange(engine, listener, downstream, head);
            exchange.refuse(end, reply);
            return exchange;
        }

        @Override
        public void refused(Loop loop, Peer peer, Refusal refusal) {
            engine.observer.onFinished(new RefusedRequest(listener, peer, refusal, loop.index()));
        }
    }
}
