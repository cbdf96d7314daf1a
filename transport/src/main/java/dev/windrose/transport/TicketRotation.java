package dev.windrose.transport;

import dev.windrose.transport.loop.NettyLoop;
import dev.windrose.transport.tls.ServerTls;

/**
 * When keys of session tickets are replaced. It goes by the time that passed, not by a timer: after a stall, or a sleep of the machine, as many keys
 * are replaced as should have been, so that none is good for longer than it was meant to be.
 */
final class TicketRotation implements NettyLoop.Swept {
    private static final long PERIOD = ServerTls.TICKET_ROTATION.toNanos();

    private final Runnable rotate;
    private long last;

    TicketRotation(long now, Runnable rotate) {
        this.last = now;
        this.rotate = rotate;
    }

    /** From now on {@code rotate} runs on the loop. */
    static void start(NettyLoop loop, Runnable rotate) {
        TicketRotation rotation = new TicketRotation(loop.nanoTime(), rotate);
        loop.execute(() -> loop.sweep(rotation));
    }

    @Override
    public void sweep(long now) {
        while (now - last >= PERIOD) {
            last += PERIOD;
            rotate.run();
        }
    }
}
