package dev.windrose.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windrose.transport.loop.NettyLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that passes when a test says so. */
final class ManualClock implements LongSupplier {
    private final AtomicLong now = new AtomicLong(Duration.ofDays(1).toNanos());

    @Override
    public long getAsLong() {
        return now.get();
    }

    void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** Lets time pass, and returns when the only loop has looked at all of its time limits after that. */
    void advance(Duration time, Transport transport) throws InterruptedException {
        advance(time);
        assertThat(transport.loops().all()).hasSize(1);
        NettyLoop loop = transport.loops().all().getFirst();
        CountDownLatch swept = new CountDownLatch(1);
        // Last in line, so that all others come before it.
        loop.execute(() -> loop.sweep(_ -> swept.countDown()));
        assertThat(swept.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
