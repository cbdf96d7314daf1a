package dev.windrose.transport.upstream;

import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.cluster.Site;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.transport.loop.NettyLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes the TCP connections of one loop: to a host of both families, by the one that answers first (RFC 8305). */
final class Dialer {
    /** The Connection Attempt Delay that RFC 8305 §5 recommends. */
    private static final long STAGGER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final NettyLoop loop;
    private final Class<? extends Channel> channelType;
    /** Where a race was won by the alternative: the next begins with it. */
    private final Map<Site, InetSocketAddress> winners = new WeakHashMap<>();

    Dialer(NettyLoop loop, Class<? extends Channel> channelType) {
        this.loop = loop;
        this.channelType = channelType;
    }

    /** Hears once of the outcome, on the loop. */
    interface Dialing {
        /** Nothing was read yet. */
        void connected(Channel channel);

        void failed(Throwable cause);
    }

    void dial(Endpoint endpoint, Dialing dialing) {
        new Race(endpoint, dialing).next();
    }

    private final class Race {
        private final Endpoint endpoint;
        private final Dialing dialing;
        private final ArrayDeque<InetSocketAddress> left = new ArrayDeque<>(2);
        private final List<Channel> underWay = new ArrayList<>(2);
        private Loop.@Nullable Timer timer;
        private boolean over;

        Race(Endpoint endpoint, Dialing dialing) {
            this.endpoint = endpoint;
            this.dialing = dialing;
            left.add(endpoint.address());
            InetSocketAddress alternative = endpoint.alternative();
            if (alternative != null && alternative.equals(winners.get(endpoint.site()))) {
                left.addFirst(alternative);
            } else if (alternative != null) {
                left.addLast(alternative);
            }
        }

        /** Begins the next attempt, and sets a time for the one after it. */
        void next() {
            InetSocketAddress address = left.remove();
            ChannelFuture attempt = new Bootstrap()
                    .group(loop.eventLoop())
                    .channel(channelType)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            endpoint.cluster().spec().connectTimeout().toMillis())
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(address);
            underWay.add(attempt.channel());
            if (!left.isEmpty()) {
                timer = loop.after(STAGGER_NANOS, this::next);
            }
            attempt.addListener(_ -> {
                // A socket that could not even be made fails on a thread of Netty's.
                if (loop.eventLoop().inEventLoop()) {
                    ended(attempt, address);
                } else {
                    loop.execute(() -> ended(attempt, address));
                }
            });
        }

        private void ended(ChannelFuture attempt, InetSocketAddress address) {
            underWay.removeAll(Collections.singleton(attempt.channel()));
            if (over) {
                attempt.channel().close();
            } else if (attempt.isSuccess()) {
                stop();
                loop.own(attempt.channel());
                if (endpoint.alternative() != null) {
                    winners.put(endpoint.site(), address);
                }
                List.copyOf(underWay).forEach(Channel::close);
                dialing.connected(attempt.channel());
            } else if (!left.isEmpty()) {
                cancelTimer();
                next();
            } else if (underWay.isEmpty()) {
                stop();
                dialing.failed(Objects.requireNonNull(attempt.cause()));
            }
        }

        private void stop() {
            over = true;
            cancelTimer();
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }
    }
}
