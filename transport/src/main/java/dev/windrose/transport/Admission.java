package dev.windrose.transport;

import dev.windrose.model.Cidr;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.transport.proxyprotocol.ProxyProtocolHandler;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Decides whether one more client's connection may be; the same for all listeners. Thread-safe, and of the same cost however many there are. */
final class Admission {
    /** Why a connection, or with the last a request, was not taken; the lower case is the reason in metrics. */
    enum Refusal {
        CONNECTION_LIMIT,
        LISTENER_LIMIT,
        ADDRESS_LIMIT,
        OVERLOADED,
        OVERLOADED_REQUEST
    }

    private final ConnectionLimits limits;
    private final Overload overload;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentHashMap<Long, Integer> byAddress = new ConcurrentHashMap<>();
    private final Map<Refusal, LongAdder> refused = new LinkedHashMap<>();

    Admission(ConnectionLimits limits, Overload overload) {
        this.limits = limits;
        this.overload = overload;
        for (Refusal each : Refusal.values()) {
            refused.put(each, new LongAdder());
        }
    }

    ConnectionLimits limits() {
        return limits;
    }

    Overload overload() {
        return overload;
    }

    /** Counts a connection until it closes, or says no. {@code atListener} are open there already. */
    boolean admit(Channel client, int atListener, ConnectionPolicy policy) {
        if (overload.isAtLeast(Overload.Level.REFUSE)) {
            return refuse(Refusal.OVERLOADED);
        }
        if (!hasRoom(atListener)) {
            return false;
        }
        if (total.incrementAndGet() > limits.total()) {
            total.decrementAndGet();
            return refuse(Refusal.CONNECTION_LIMIT);
        }
        client.closeFuture().addListener(_ -> total.decrementAndGet());
        return !(client.remoteAddress() instanceof InetSocketAddress remote)
                || ProxyProtocolHandler.isExpected(policy, remote)
                || admit(client, remote, policy);
    }

    /** The same by address, of a connection whose peer has said by the PROXY protocol whom it is for: it counts as theirs, not as the peer's. */
    boolean admitNamed(Channel client, ConnectionPolicy policy) {
        InetSocketAddress named = ProxyProtocolHandler.clientAddress(client);
        return named.equals(client.remoteAddress()) || admit(client, named, policy);
    }

    private boolean admit(Channel client, InetSocketAddress remote, ConnectionPolicy policy) {
        return isTrusted(remote.getAddress(), policy) || admit(client, key(remote.getAddress()));
    }

    /** Whether a listener that has so many may take one more, which was admitted elsewhere. */
    boolean hasRoom(int atListener) {
        return atListener < limits.perListener() || refuse(Refusal.LISTENER_LIMIT);
    }

    private boolean admit(Channel client, Long address) {
        if (byAddress.merge(address, 1, Integer::sum) > limits.perAddress()) {
            leave(address);
            return refuse(Refusal.ADDRESS_LIMIT);
        }
        client.closeFuture().addListener(_ -> leave(address));
        return true;
    }

    private void leave(Long address) {
        byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    }

    private static boolean isTrusted(InetAddress address, ConnectionPolicy policy) {
        byte[] bytes = address.getAddress();
        for (Cidr range : policy.trustedProxies()) {
            if (range.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /** The address, or the first half of it, which is what one subscriber has of IPv6. */
    private static Long key(InetAddress address) {
        byte[] bytes = address.getAddress();
        long key = 0;
        for (int i = 0; i < Math.min(8, bytes.length); i++) {
            key = key << 8 | (bytes[i] & 255);
        }
        return key;
    }

    boolean refuse(Refusal why) {
        Objects.requireNonNull(refused.get(why)).increment();
        return false;
    }

    /** How many were refused since the start, by reason. */
    Map<String, Long> refused() {
        Map<String, Long> counts = new LinkedHashMap<>();
        refused.forEach((why, count) -> counts.put(why.name().toLowerCase(Locale.ROOT), count.sum()));
        return counts;
    }
}
