package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.cluster.Site;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Failure.Retry;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tunnel.TunnelClient;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One loop's connections that carry tunnels, by the site they lead to: shared while they have room. */
final class Carriers {
    private final NettyLoop loop;
    private final Connector connector;
    private final IdentityHashMap<Site, Pool> pools = new IdentityHashMap<>();

    Carriers(NettyLoop loop, Connector connector) {
        this.loop = loop;
        this.connector = connector;
    }

    /** Opens a tunnel to a destination: through the carrier's endpoint at the destination's own address if there is one, else through any. */
    void open(Cluster carrier, Endpoint destination, TunnelClient.Opening opening) {
        Endpoint through = carrier.pickAt(destination.address().getAddress());
        if (through == null) {
            opening.failed(Failure.upstream(
                    Kind.NO_ENDPOINT, Retry.NEVER, "carrier " + carrier.spec().id() + " has no endpoint", null));
            return;
        }
        String authority = NetUtil.toSocketAddressString(destination.address());
        Duration patience = destination.cluster().spec().connectTimeout();
        pools.computeIfAbsent(through.site(), _ -> new Pool(through)).open(new Wanted(authority, patience, opening));
    }

    private record Wanted(String authority, Duration patience, TunnelClient.Opening opening) {}

    /** The connections to one endpoint; one is opened at a time, and who waits for it shares it. */
    private final class Pool implements Connector.Opening {
        private final Endpoint through;
        private final List<TunnelClient> clients = new ArrayList<>(1);
        private final ArrayDeque<Wanted> waiting = new ArrayDeque<>();
        private boolean connecting;

        Pool(Endpoint through) {
            this.through = through;
        }

        void open(Wanted wanted) {
            waiting.add(wanted);
            serve();
        }

        private void serve() {
            for (TunnelClient client = withRoom(); client != null && !waiting.isEmpty(); client = withRoom()) {
                Wanted next = waiting.remove();
                client.open(next.authority, next.patience, next.opening);
            }
            if (!waiting.isEmpty() && !connecting) {
                connecting = true;
                connector.open(through, this);
            }
        }

        private @Nullable TunnelClient withRoom() {
            for (TunnelClient client : clients) {
                if (client.canTakeMore()) {
                    return client;
                }
            }
            return null;
        }

        @Override
        public void opened(Channel channel, boolean http2) {
            if (!http2) {
                channel.close();
                failed(Failure.upstream(
                        Kind.UPSTREAM_PROTOCOL,
                        Retry.NEVER,
                        through + " does not speak HTTP/2, which carries tunnels",
                        null));
                return;
            }
            connecting = false;
            TunnelClient client = new TunnelClient(channel, loop);
            clients.add(client);
            channel.closeFuture().addListener(_ -> {
                clients.remove(client);
                forgetIfUnused();
            });
            serve();
        }

        @Override
        public void failed(Failure failure) {
            connecting = false;
            List<Wanted> all = new ArrayList<>(waiting);
            waiting.clear();
            forgetIfUnused();
            all.forEach(wanted -> wanted.opening.failed(failure));
        }

        private void forgetIfUnused() {
            if (clients.isEmpty() && !connecting && waiting.isEmpty()) {
                pools.remove(through.site(), this);
            }
        }
    }
}
