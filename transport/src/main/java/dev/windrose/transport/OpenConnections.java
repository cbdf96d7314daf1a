package dev.windrose.transport;

import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.Handshakes;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A listener's connections from their first moment on, so that none that is just beginning is forgotten when the listener drains. Thread-safe. */
final class OpenConnections {
    private final Set<Entry> open = ConcurrentHashMap.newKeySet();
    private final Handshakes handshakes = new Handshakes();
    private final LongAdder accepted = new LongAdder();
    private volatile boolean draining;

    /** One connection. */
    final class Entry {
        private final NettyLoop loop;
        private volatile @Nullable Runnable drain;
        /** Whether it was to end before it had begun. Only on the loop. */
        private boolean asked;

        private Entry(NettyLoop loop) {
            this.loop = loop;
        }

        /** It is known what the client speaks; {@code drain} ends the connection when it has nothing to do, and is run on the loop. */
        void begun(Runnable onDrain) {
            drain = onDrain;
            if (draining || asked) {
                onDrain.run();
            }
        }

        /** Another listener has it now. */
        void left() {
            open.remove(this);
        }

        Handshakes handshakes() {
            return handshakes;
        }

        boolean isDraining() {
            return draining;
        }

        private void end() {
            loop.execute(() -> {
                asked = true;
                Runnable known = drain;
                if (known != null) {
                    known.run();
                }
            });
        }
    }

    /** Counts a connection until it closes. */
    Entry accept(Channel channel, NettyLoop loop) {
        Entry entry = new Entry(loop);
        accepted.increment();
        open.add(entry);
        channel.closeFuture().addListener(_ -> open.remove(entry));
        return entry;
    }

    Handshakes handshakes() {
        return handshakes;
    }

    int count() {
        return open.size();
    }

    long accepted() {
        return accepted.sum();
    }

    /** All connections end when they have nothing to do, also those that are still to come from the queue of the socket. */
    void drain() {
        draining = true;
        endIdle();
    }

    /** Those that are there end when they have nothing to do; later ones do not. */
    void endIdle() {
        open.forEach(Entry::end);
    }
}
