package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.Upstream;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.RequestHead;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import java.util.List;

/** The way out for all loops: each has pools of its own, so that a call never leaves its thread. */
public final class PooledUpstream implements Upstream {
    private final LoopPools[] byLoop;
    private final Connector[] connectors;

    public PooledUpstream(Loops loops, UpstreamContexts security) {
        List<NettyLoop> all = loops.all();
        byLoop = new LoopPools[all.size()];
        connectors = new Connector[all.size()];
        for (NettyLoop loop : all) {
            connectors[loop.index()] = new Connector(loop, loops.clientChannel(), security);
            byLoop[loop.index()] = new LoopPools(loop, connectors[loop.index()]);
        }
    }

    @Override
    public UpstreamCall call(Loop loop, Endpoint endpoint, RequestHead head, boolean end, ResponseReceiver receiver) {
        return byLoop[loop.index()].call(endpoint, head, end, receiver);
    }

    /** Opens a connection of its own to an endpoint; {@code opening} hears of it on the loop, possibly before this returns. */
    public void connect(Loop loop, Endpoint endpoint, Connector.Opening opening) {
        connectors[loop.index()].open(endpoint, opening);
    }
}
