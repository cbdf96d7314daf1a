package dev.windrose.transport.udp;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one socket by client, those silent longest first. Anybody can make up clients' addresses; who speaks outlives what was made up. Times
 * are in nanoseconds and only compared.
 *
 * @param <S> what is kept for a client
 */
final class SessionTable<S> {
    /** A session that was used within this time is not taken away for another. */
    private static final long SPARED_NANOS = 1_000_000_000;

    private final LinkedHashMap<InetSocketAddress, Used<S>> byClient = new LinkedHashMap<>(16, 0.75f, true);
    private final int limit;
    private final long idleNanos;
    private final Consumer<S> end;

    private static final class Used<S> {
        private final S session;
        private long at;

        Used(S session, long at) {
            this.session = session;
            this.at = at;
        }
    }

    /** {@code end} hears of each session that is taken out. */
    SessionTable(int limit, long idleNanos, Consumer<S> end) {
        this.limit = limit;
        this.idleNanos = idleNanos;
        this.end = end;
    }

    /** The session of a client, which is used now. */
    @Nullable
    S use(InetSocketAddress client, long now) {
        Used<S> used = byClient.get(client);
        if (used == null) {
            return null;
        }
        used.at = now;
        return used.session;
    }

    /** Whether one more fits within the limit, for which another may have to go. */
    boolean makeRoom(long now) {
        if (byClient.size() < limit) {
            return true;
        }
        Iterator<Used<S>> all = byClient.values().iterator();
        if (!all.hasNext()) {
            return false;
        }
        Used<S> eldest = all.next();
        if (now - eldest.at < SPARED_NANOS) {
            return false;
        }
        all.remove();
        end.accept(eldest.session);
        return true;
    }

    void add(InetSocketAddress client, S session, long now) {
        byClient.put(client, new Used<>(session, now));
    }

    /** Takes out a session unless the client has another by now. */
    @SuppressWarnings("ReferenceEquality") // the very session
    void remove(InetSocketAddress client, S session) {
        Used<S> used = byClient.get(client);
        if (used != null && used.session == session) {
            byClient.remove(client);
            end.accept(session);
        }
    }

    /** Takes out those that were silent for too long, and looks at no others. */
    void expire(long now) {
        Iterator<Used<S>> all = byClient.values().iterator();
        while (all.hasNext()) {
            Used<S> eldest = all.next();
            if (now - eldest.at <= idleNanos) {
                return;
            }
            all.remove();
            end.accept(eldest.session);
        }
    }

    void removeIf(Predicate<S> which) {
        Iterator<Map.Entry<InetSocketAddress, Used<S>>> all =
                byClient.entrySet().iterator();
        while (all.hasNext()) {
            S session = all.next().getValue().session;
            if (which.test(session)) {
                all.remove();
                end.accept(session);
            }
        }
    }

    boolean isEmpty() {
        return byClient.isEmpty();
    }

    int size() {
        return byClient.size();
    }
}
