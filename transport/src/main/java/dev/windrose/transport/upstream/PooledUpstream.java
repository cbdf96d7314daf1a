package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.Upstream;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ClusterId;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The way out for all loops: each has pools of its own, so that a call never leaves its thread. */
public final class PooledUpstream implements Upstream {
    /** A loop that does not answer in this time has other worries; its connections are left out. */
    private static final long PATIENCE_MILLIS = 500;

    private final LoopPools[] byLoop;
    private final List<NettyLoop> loops;
    private final Connector[] connectors;

    public PooledUpstream(Loops loops, UpstreamContexts security) {
        List<NettyLoop> all = loops.all();
        this.loops = all;
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

    /** Connections that are open, by cluster. Asks each loop and waits for it; not for loops. */
    public Map<ClusterId, PoolCount> counts() {
        Map<ClusterId, PoolCount> all = new TreeMap<>(Comparator.comparing(ClusterId::value));
        List<CompletableFuture<Map<ClusterId, PoolCount>>> asked = new ArrayList<>();
        for (NettyLoop loop : loops) {
            CompletableFuture<Map<ClusterId, PoolCount>> answer = new CompletableFuture<>();
            loop.execute(() -> {
                Map<ClusterId, PoolCount> own = new HashMap<>();
                byLoop[loop.index()].count(own);
                answer.complete(own);
            });
            asked.add(answer);
        }
        for (CompletableFuture<Map<ClusterId, PoolCount>> answer : asked) {
            answer.completeOnTimeout(Map.of(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .join()
                    .forEach((cluster, count) -> all.merge(cluster, count, PoolCount::plus));
        }
        return all;
    }

    /** Opens a connection of its own to an endpoint; {@code opening} hears of it on the loop, possibly before this returns. */
    public void connect(Loop loop, Endpoint endpoint, Connector.Opening opening) {
        connectors[loop.index()].open(endpoint, opening);
    }
}
