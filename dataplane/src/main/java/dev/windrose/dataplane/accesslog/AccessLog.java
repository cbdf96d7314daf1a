package dev.windrose.dataplane.accesslog;

import dev.windrose.engine.telemetry.ExchangeObserver;
import dev.windrose.engine.telemetry.FinishedConnection;
import dev.windrose.engine.telemetry.FinishedExchange;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a line for every finished exchange and connection of bytes. Event loops only format and copy; one daemon thread writes, every {@link #IDLE_NANOS} or as soon
 * as a ring is half full. Lines of one loop keep their order.
 */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
    /** A ring holds about 2,000 lines: a tenth of a second at the most a loop can do. */
    public static final int RING_BYTES = 1 << 20;

    /** Short enough for someone who watches the log, long enough to cost nothing. */
    private static final long IDLE_NANOS = 50_000_000;

    private final LoopLog[] loops;
    private final Sink sink;
    private final InstantSource clock;
    private final Object draining = new Object();
    private final Thread writer;
    private volatile boolean closed;

    /** The form of a line. */
    public enum Form {
        JSON,
        COMMON
    }

    /** One loop's part. */
    private static final class LoopLog {
        private final LineFormat format;
        private final Line line = new Line();
        private final Ring ring;

        LoopLog(LineFormat format, Ring ring) {
            this.format = format;
            this.ring = ring;
        }
    }

    /** For so many event loops. {@code ringBytes} is a power of two, for each loop. The log owns the sink. */
    public AccessLog(Form form, int loops, int ringBytes, Sink sink, InstantSource clock) {
        this.loops = new LoopLog[loops];
        for (int i = 0; i < loops; i++) {
            this.loops[i] = new LoopLog(format(form), new Ring(ringBytes));
        }
        this.sink = sink;
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::write);
    }

    /** Starts the thread that writes. */
    public AccessLog start() {
        writer.start();
        return this;
    }

    @Override
    public void onFinished(FinishedExchange exchange) {
        LoopLog loop = loops[exchange.loopIndex()];
        Line line = loop.line;
        line.clear();
        loop.format.write(exchange, clock.millis(), line);
        offer(loop);
    }

    @Override
    public void onFinished(FinishedConnection connection) {
        LoopLog loop = loops[connection.loopIndex()];
        loop.line.clear();
        loop.format.write(connection, clock.millis(), loop.line);
        offer(loop);
    }

    private void offer(LoopLog loop) {
        Line line = loop.line;
        if (loop.ring.offer(line.bytes(), line.length())) {
            LockSupport.unpark(writer);
        }
    }

    /** Lines dropped because a ring was full, and writes that failed. From any thread. */
    public long dropped() {
        long sum = sink.failures();
        for (LoopLog loop : loops) {
            sum += loop.ring.dropped();
        }
        return sum;
    }

    /** Opens the file again by its name with the next line: for log rotation. */
    public void reopen() {
        sink.reopen();
    }

    /** Writes all lines that are there and returns how many bytes they were. May block; not for event loops. */
    public int flush() {
        synchronized (draining) {
            int bytes = 0;
            for (LoopLog loop : loops) {
                bytes += loop.ring.drainTo(sink);
            }
            if (bytes > 0) {
                sink.flush();
            }
            return bytes;
        }
    }

    /** Writes what is there and closes the sink. Exchanges that end later are not logged. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        LockSupport.unpark(writer);
        try {
            writer.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        flush();
        synchronized (draining) {
            sink.close();
        }
    }

    private void write() {
        while (!closed) {
            if (flush() == 0) {
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
        }
    }

    private static LineFormat format(Form form) {
        return switch (form) {
            case JSON -> new JsonFormat();
            case COMMON -> new CommonFormat();
        };
    }
}
