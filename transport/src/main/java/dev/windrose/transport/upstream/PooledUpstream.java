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

    public PooledUpstream(Loops loops, UpstreamContexts security) {
        List<NettyLoop> all = loops.all();
        byLoop = new LoopPools[all.size()];
        for (NettyLoop loop : all) {
            byLoop[loop.index()] = new LoopPools(loop, new Connector(loop, loops.clientChannel(), security));
        }
    }

    @Override
    public UpstreamCall call(Loop loop, Endpoint endpoint, RequestHead head, boolean end, ResponseReceiver receiver) {
        return byLoop[loop.index()].call(endpoint, head, end, receiver);
    }
}
