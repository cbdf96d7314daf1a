package dev.windrose.transport;

import dev.windrose.engine.exchange.ProxyEngine;
import dev.windrose.engine.snapshot.ActiveSnapshot;
import dev.windrose.engine.snapshot.RunningListener;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.transport.h1.ServerTimeouts;
import dev.windrose.transport.loop.IoKind;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tcp.TcpTimeouts;
import dev.windrose.transport.tls.Handshakes;
import dev.windrose.transport.udp.UdpCounts;
import dev.windrose.transport.udp.UdpLimits;
import dev.windrose.transport.upstream.PoolCount;
import dev.windrose.transport.upstream.PooledUpstream;
import dev.windrose.transport.upstream.UpstreamContexts;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** All sockets of a data plane. {@link #apply}, {@link #drain} and {@link #close} are called by one thread at a time. */
public final class Transport implements AutoCloseable {
    private final Loops loops;
    private final Overload overload;
    private final Admission admission;
    private final UpstreamContexts contexts;
    private final PooledUpstream upstream;
    private final ConnectionStart.Services services;
    private final UdpListeners datagrams;
    /** Never changed but replaced, by the one writer: loops and metrics read it at any time, and nobody waits. */
    private volatile Map<ListenerId, ListenerSocket> sockets = Map.of();

    private final List<ListenerSocket> leaving = new ArrayList<>();
    private final ActiveSnapshot active = new ActiveSnapshot();

    /**
     * Settings that no document has.
     *
     * @param threads event loops, at least 1
     * @param io how they ask the kernel
     * @param capture tells where captured connections were going
     */
    public record Options(
            int threads,
            IoKind io,
            ConnectionLimits limits,
            ServerTimeouts timeouts,
            TcpTimeouts tcpTimeouts,
            OriginalDestinations capture,
            UdpLimits datagrams) {
        /** With the usual limits of datagrams. */
        public Options(
                int threads,
                IoKind io,
                ConnectionLimits limits,
                ServerTimeouts timeouts,
                TcpTimeouts tcpTimeouts,
                OriginalDestinations capture) {
            this(threads, io, limits, timeouts, tcpTimeouts, capture, UdpLimits.DEFAULT);
        }

        /** What fits most machines, and the files that the process may open; captured connections are those that the kernel redirected. */
        public static Options of(int threads) {
            int files = OpenFiles.most();
            return new Options(
                    threads,
                    IoKind.AUTO,
                    ConnectionLimits.DEFAULT.within(files),
                    ServerTimeouts.DEFAULT,
                    TcpTimeouts.DEFAULT,
                    new RedirectedSocket(),
                    UdpLimits.DEFAULT.within(files));
        }

        public Options with(IoKind newIo) {
            return new Options(threads, newIo, limits, timeouts, tcpTimeouts, capture, datagrams);
        }

        public Options with(ConnectionLimits newLimits) {
            return new Options(threads, io, newLimits, timeouts, tcpTimeouts, capture, datagrams);
        }

        public Options with(ServerTimeouts newTimeouts) {
            return new Options(threads, io, limits, newTimeouts, tcpTimeouts, capture, datagrams);
        }

        public Options with(UdpLimits newDatagrams) {
            return new Options(threads, io, limits, timeouts, tcpTimeouts, capture, newDatagrams);
        }
    }

    /** A listener that could not be bound or secured; the others run. */
    public record ListenerProblem(ListenerId listener, Cause cause, String message) {
        /** What is in the way. */
        public enum Cause {
            /** The machine does not have the address. */
            ADDRESS,
            /** The port is taken, or not allowed. */
            PORT,
            /** What the listener asks for. */
            SETTINGS
        }

        static ListenerProblem of(ListenerId listener, IllegalArgumentException settings) {
            return new ListenerProblem(listener, Cause.SETTINGS, String.valueOf(settings.getMessage()));
        }
    }

    private Transport(Options options, ExchangeObserver observer, Overload overload, LongSupplier clock) {
        this.loops = new Loops(options.threads(), options.io(), clock);
        this.overload = overload;
        this.admission = new Admission(options.limits(), overload);
        this.contexts = new UpstreamContexts(this::snapshot);
        this.upstream = new PooledUpstream(loops, contexts);
        this.services = new ConnectionStart.Services(
                new ProxyEngine(this::snapshot, upstream, observer),
                upstream,
                options.timeouts(),
                options.tcpTimeouts(),
                options.capture(),
                admission,
                carrier -> (stream, host, port) -> enter(carrier.id(), stream, host, port),
                () -> sockets);
        this.datagrams = new UdpListeners(loops, services.engine(), admission, options.datagrams());
        TicketRotation.start(loops.all().getFirst(), this::rotateTicketKeys);
    }

    private void rotateTicketKeys() {
        sockets.values().forEach(ListenerSocket::rotateTicketKeys);
    }

    private boolean enter(ListenerId carrier, Channel stream, String host, int port) {
        RunningListener running = snapshot().listeners().get(carrier);
        ListenerId inside = running == null ? null : running.destinations().find(host, port);
        ListenerSocket listener = inside == null ? null : sockets.get(inside);
        if (listener == null) {
            return false;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        listener.enter(stream, address == null ? InetSocketAddress.createUnresolved(host, port) : at(address, port));
        return true;
    }

    private static InetSocketAddress at(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP address of " + address.length + " bytes", e);
        }
    }

    /** Starts the event loops; nothing is bound yet. */
    public static Transport start(Options options, ExchangeObserver observer) {
        Transport transport = new Transport(options, observer, new Overload(), System::nanoTime);
        transport.overload.watch(transport.loops);
        return transport;
    }

    /** Overloaded as {@code overload} is told to be, not as it measures. */
    static Transport start(Options options, ExchangeObserver observer, Overload overload) {
        return start(options, observer, overload, System::nanoTime);
    }

    /** As above, with all time limits by {@code clock}, in nanoseconds. */
    static Transport start(Options options, ExchangeObserver observer, Overload overload, LongSupplier clock) {
        return new Transport(options, observer, overload, clock);
    }

    Loops loops() {
        return loops;
    }

    /** What runs now. From any thread. */
    public Snapshot snapshot() {
        return active.current();
    }

    /**
     * Makes a snapshot the one that runs by one write. New ports are bound after it, so that their first request finds its routes, and before ports
     * that are gone close; what is still under way there is served as before.
     */
    public List<ListenerProblem> apply(Snapshot next) {
        List<ListenerProblem> problems = new ArrayList<>();
        List<ListenerSocket> fresh = new ArrayList<>();
        Map<ListenerId, ListenerSocket> all = new LinkedHashMap<>(sockets);
        for (ListenerSpec spec : next.model().listeners()) {
            if (spec.protocol() instanceof Protocol.Udp) {
                continue;
            }
            try {
                ListenerSocket known = all.get(spec.id());
                if (known == null) {
                    ListenerSocket socket = new ListenerSocket(spec, next.model(), loops, services);
                    all.put(spec.id(), socket);
                    fresh.add(socket);
                } else {
                    known.prepare(spec, next.model());
                }
            } catch (IllegalArgumentException e) {
                problems.add(ListenerProblem.of(spec.id(), e));
            }
        }
        sockets = all;
        all.forEach((id, socket) -> {
            if (!hasStreams(next, id)) {
                socket.keep(active.current());
            }
        });
        Snapshot before = active.current();
        contexts.keep(before, next);
        active.swap(next);
        next.succeed(before);
        all.values().forEach(ListenerSocket::change);
        contexts.retire(next);
        Map<ListenerId, ListenerSocket> left = new LinkedHashMap<>(all);
        bind(fresh, left, problems);
        closeAbsent(next, left);
        sockets = left;
        datagrams.apply(next, problems);
        return problems;
    }

    private static boolean hasStreams(Snapshot snapshot, ListenerId id) {
        RunningListener running = snapshot.listeners().get(id);
        return running != null && !(running.spec().protocol() instanceof Protocol.Udp);
    }

    private static void bind(
            List<ListenerSocket> fresh, Map<ListenerId, ListenerSocket> all, List<ListenerProblem> problems) {
        all.entrySet().removeIf(entry -> {
            if (!fresh.contains(entry.getValue())) {
                return false;
            }
            try {
                entry.getValue().bind();
                return false;
            } catch (RuntimeException e) {
                problems.add(BindError.problem(entry.getKey(), e));
            } catch (Exception e) {
                // Netty throws the I/O exception of bind without declaring it.
                problems.add(BindError.problem(entry.getKey(), e));
            }
            entry.getValue().close();
            return true;
        });
    }

    private void closeAbsent(Snapshot next, Map<ListenerId, ListenerSocket> all) {
        all.entrySet().removeIf(entry -> {
            if (hasStreams(next, entry.getKey())) {
                return false;
            }
            entry.getValue().drain();
            leaving.add(entry.getValue());
            return true;
        });
        leaving.removeIf(socket -> {
            boolean empty = socket.connections().count() == 0;
            if (empty) {
                socket.close();
            }
            return empty;
        });
    }

    /** The port a listener is bound to, or 0. */
    public int port(ListenerId listener) {
        ListenerSocket socket = sockets.get(listener);
        return socket == null ? datagrams.port(listener) : socket.port();
    }

    /** Connections of clients since the start, by listener that is there. */
    public Map<ListenerId, Long> accepted() {
        Map<ListenerId, Long> counts = new LinkedHashMap<>();
        sockets.forEach((id, socket) -> counts.put(id, socket.connections().accepted()));
        return counts;
    }

    /** Connections and requests that were not taken since the start, by reason. */
    public Map<String, Long> refused() {
        return admission.refused();
    }

    /** 0 without overload, to 3 when every new request gets 503. */
    public int overloadLevel() {
        return overload.level().number;
    }

    /** Connections of clients that are open, by listener. */
    public Map<ListenerId, Integer> connections() {
        Map<ListenerId, Integer> counts = new LinkedHashMap<>();
        sockets.forEach((id, socket) -> counts.put(id, socket.connections().count()));
        return counts;
    }

    /** Connections to endpoints, by cluster. Waits for the loops; not for loops. */
    public Map<ClusterId, PoolCount> pools() {
        return upstream.counts();
    }

    /** TLS handshakes with clients since the start, by listener that is there. */
    public Map<ListenerId, Handshakes> handshakes() {
        Map<ListenerId, Handshakes> counts = new LinkedHashMap<>();
        sockets.forEach((id, socket) -> counts.put(id, socket.connections().handshakes()));
        return counts;
    }

    /** What listeners of datagrams have done since they are there. */
    public Map<ListenerId, UdpCounts> datagrams() {
        return datagrams.counts();
    }

    /** How late each loop was when it last looked at time limits, in nanoseconds, by index of the loop. */
    public long[] loopLags() {
        long[] lags = new long[loops.all().size()];
        for (NettyLoop loop : loops.all()) {
            lags[loop.index()] = loop.lag();
        }
        return lags;
    }

    /** {@code epoll}, {@code io_uring} or {@code nio}. */
    public String kind() {
        return loops.kind();
    }

    /** Stops accepting and waits until all connections have ended, at most for the grace period. Returns how many were left. */
    public int drain(Duration grace) throws InterruptedException {
        leaving.addAll(sockets.values());
        sockets.values().forEach(ListenerSocket::drain);
        sockets = Map.of();
        datagrams.drain();
        long deadline = System.nanoTime() + grace.toNanos();
        int left = left();
        while (left > 0 && System.nanoTime() < deadline) {
            Thread.sleep(20);
            left = left();
        }
        return left;
    }

    private int left() {
        return datagrams.left()
                + leaving.stream()
                        .mapToInt(socket -> socket.connections().count())
                        .sum();
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        sockets.values().forEach(ListenerSocket::drain);
        loops.close();
        sockets.values().forEach(ListenerSocket::close);
        leaving.forEach(ListenerSocket::close);
        contexts.close();
    }
}
