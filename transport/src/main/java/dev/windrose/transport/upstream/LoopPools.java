package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.cluster.Site;
import dev.windrose.engine.exchange.ResponseReceiver;
import dev.windrose.engine.exchange.UpstreamCall;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ClusterId;
import dev.windrose.transport.loop.NettyLoop;
import java.util.IdentityHashMap;
import java.util.Map;

/** The pools of one loop, by the site they lead to: an edit that changes nothing about connections finds them warm. A pool goes with its last connection. */
final class LoopPools {
    private final NettyLoop loop;
    private final Connector connector;
    private final IdentityHashMap<Site, EndpointPool> pools = new IdentityHashMap<>();

    LoopPools(NettyLoop loop, Connector connector) {
        this.loop = loop;
        this.connector = connector;
    }

    UpstreamCall call(Endpoint endpoint, RequestHead head, boolean end, ResponseReceiver receiver) {
        Site site = endpoint.site();
        EndpointPool pool = pools.get(site);
        if (pool == null) {
            pool = new EndpointPool(endpoint, loop, connector, ended -> pools.remove(site, ended));
            pools.put(site, pool);
        }
        pool.lead(endpoint);
        return pool.call(head, end, receiver);
    }

    /** Adds this loop's connections; on the loop only. */
    void count(Map<ClusterId, PoolCount> counts) {
        pools.values()
                .forEach(
                        pool -> counts.merge(pool.cluster(), new PoolCount(pool.open(), pool.idle()), PoolCount::plus));
    }
}
