package dev.windrose.transport.tcp;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.filter.Peer;
import org.jspecify.annotations.Nullable;

/** What a connection of bytes has carried and where to; told to the observer once, when it ends. On its loop. */
public final class Account {
    private final String listener;
    private final Peer peer;
    private final Loop loop;
    private final ExchangeObserver observer;
    private final long since;
    private @Nullable Endpoint endpoint;
    private long received;
    private long sent;
    private boolean closed;

    public Account(String listener, Peer peer, Loop loop, ExchangeObserver observer) {
        this.listener = listener;
        this.peer = peer;
        this.loop = loop;
        this.observer = observer;
        this.since = loop.nanoTime();
    }

    /** The connection goes to an endpoint, which is busy with it until the end, or until it goes to another. */
    void to(Endpoint to) {
        if (endpoint != null) {
            endpoint.ended();
        }
        endpoint = to;
        to.started();
    }

    void received(int bytes) {
        received += bytes;
    }

    void sent(int bytes) {
        sent += bytes;
    }

    /** Later calls do nothing. */
    void end(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        Endpoint to = endpoint;
        if (to != null) {
            to.ended();
        }
        observer.onFinished(new FinishedConnection(
                listener,
                peer,
                to == null ? "" : to.cluster().spec().id().toString(),
                to == null ? "" : to.toString(),
                reason,
                received,
                sent,
                loop.nanoTime() - since,
                loop.index()));
    }
}
