package dev.windrose.transport;

import dev.windrose.engine.exchange.ByteRoute;
import dev.windrose.engine.exchange.Failure;
import dev.windrose.engine.exchange.ProxyEngine;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Protocol;
import dev.windrose.transport.Transport.ListenerProblem;
import dev.windrose.transport.loop.Loops;
import dev.windrose.transport.udp.UdpCounts;
import dev.windrose.transport.udp.UdpLimits;
import dev.windrose.transport.udp.UdpListener;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ports for datagrams. Changed by one thread at a time, read by any. */
final class UdpListeners {
    private final Loops loops;
    private final ProxyEngine engine;
    private final Admission admission;
    private final UdpLimits limits;
    /** Never changed but replaced. */
    private volatile Map<ListenerId, UdpListener> listeners = Map.of();

    private final List<UdpListener> leaving = new ArrayList<>();

    UdpListeners(Loops loops, ProxyEngine engine, Admission admission, UdpLimits limits) {
        this.loops = loops;
        this.engine = engine;
        this.admission = admission;
        this.limits = limits;
    }

    /** After the swap: binds new ports, and lets go of those that are gone. */
    void apply(Snapshot current, List<ListenerProblem> problems) {
        Map<ListenerId, UdpListener> next = new LinkedHashMap<>();
        Map<ListenerId, UdpListener> left = new LinkedHashMap<>(listeners);
        for (ListenerSpec spec : current.model().listeners()) {
            if (spec.protocol() instanceof Protocol.Udp) {
                UdpListener known = left.remove(spec.id());
                try {
                    next.put(spec.id(), known == null ? bound(spec) : updated(known, spec));
                } catch (RuntimeException e) {
                    problems.add(problem(spec, e));
                } catch (Exception e) {
                    // Netty throws the I/O exception of bind without declaring it.
                    problems.add(BindError.problem(spec.id(), e));
                }
            }
        }
        listeners = next;
        left.values().forEach(this::leave);
        leaving.removeIf(UdpListener::isClosed);
    }

    private static ListenerProblem problem(ListenerSpec spec, RuntimeException e) {
        return e instanceof IllegalArgumentException settings
                ? ListenerProblem.of(spec.id(), settings)
                : BindError.problem(spec.id(), e);
    }

    private UdpListener bound(ListenerSpec spec) {
        UdpListener listener = new UdpListener(spec, loops, (client, local) -> route(spec, client, local), limits);
        try {
            listener.bind();
        } catch (Throwable e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    private static UdpListener updated(UdpListener known, ListenerSpec spec) {
        known.update(spec);
        return known;
    }

    private ByteRoute route(ListenerSpec spec, InetSocketAddress client, InetSocketAddress local) {
        if (admission.overload().isAtLeast(Overload.Level.REFUSE)) {
            admission.refuse(Admission.Refusal.OVERLOADED);
            return new ByteRoute.Refused(Failure.proxy(Failure.Kind.OVERLOADED, "no more sessions of datagrams"));
        }
        return engine.byteRoute(spec.id(), new ConnectionPeer(client, local, null, null, spec.connections()));
    }

    private void leave(UdpListener listener) {
        listener.drain();
        leaving.add(listener);
    }

    /** The port a listener is bound to, or 0. */
    int port(ListenerId id) {
        UdpListener listener = listeners.get(id);
        return listener == null ? 0 : listener.port();
    }

    Map<ListenerId, UdpCounts> counts() {
        Map<ListenerId, UdpCounts> counts = new LinkedHashMap<>();
        listeners.forEach((id, listener) -> counts.put(id, listener.counts()));
        return counts;
    }

    void drain() {
        listeners.values().forEach(this::leave);
        listeners = Map.of();
    }

    /** Ports that are still draining. */
    int left() {
        leaving.removeIf(UdpListener::isClosed);
        return leaving.size();
    }
}
