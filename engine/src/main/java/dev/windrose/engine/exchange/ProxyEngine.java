package dev.windrose.engine.exchange;

import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.filter.Peer;
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
        return (downstream, head, end) -> {
            ProxyExchange exchange = new ProxyExchange(this, listener, downstream, head);
            exchange.begin(end);
            return exchange;
        };
    }
}
