package dev.windrose.transport.h2;

import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.exchange.Loop;
import dev.windrose.engine.telemetry.Refusal;
import dev.windrose.http.Version;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.function.Consumer;

/** Watches what a client does with its connection: how much it wastes, and whether what it began to say ever ends. */
final class H2Guard implements PeerGuard {
    /** Smaller parts of a body are counted: they cost as much as large ones. */
    private static final int TINY_DATA = 16;

    private static final Refusal MALFORMED = refusal(Kind.CLIENT_PROTOCOL);
    private static final Refusal TOO_LARGE = refusal(Kind.HEADERS_TOO_LARGE);
    private static final Refusal TOO_MANY = refusal(Kind.OVERLOADED);

    private final Loop loop;
    private final Consumer<Refusal> refusals;
    private final H2Streams streams = new H2Streams(true);
    private final Http2Connection.PropertyKey request = streams.newKey();
    private final FrameScan scan = new FrameScan();
    private final FloodBudget control;
    private final FloodBudget tinyData;
    private final FloodBudget resets;
    private boolean overdrawn;
    /** Since when something unfinished waits for its end; 0 without. */
    private long unfinishedSince;

    /** {@code refusals} hears of streams that end before a request was made of them. */
    H2Guard(Loop loop, Consumer<Refusal> refusals) {
        this.loop = loop;
        this.refusals = refusals;
        long now = loop.nanoTime();
        control = new FloodBudget(now);
        tinyData = FloodBudget.ofTinyData(now);
        resets = FloodBudget.ofResets(now);
        unfinishedSince = now;
        streams.watch(this::onFrame);
    }

    @Override
    public H2Streams streams() {
        return streams;
    }

    /** Under which a stream keeps the request that was made of it. */
    Http2Connection.PropertyKey request() {
        return request;
    }

    FloodBudget control() {
        return control;
    }

    // ---- waste

    private void onFrame(boolean open) {
        overdrawn |= !open && !control.take(loop.nanoTime());
    }

    @Override
    public boolean isOverdrawn() {
        return overdrawn;
    }

    /** A frame that carries nothing. */
    void onControl() throws Http2Exception {
        check(control.take(loop.nanoTime()), "too many control frames");
    }

    void onHeaders() {
        control.earn();
    }

    void onData(int length) throws Http2Exception {
        if (length >= TINY_DATA) {
            control.earn();
        } else {
            check(tinyData.take(loop.nanoTime()), "too many tiny parts of bodies");
        }
    }

    /** The client gave up a stream. */
    void onReset() throws Http2Exception {
        check(resets.take(loop.nanoTime()), "too many streams were reset");
    }

    /** A stream ended as streams should. */
    void onGoodEnd() {
        resets.giveBack();
    }

    private static void check(boolean within, String excess) throws Http2Exception {
        if (!within) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, excess);
        }
    }

    @Override
    public Verdict judge(Http2Exception.StreamException error) {
        int id = error.streamId();
        if (error.error() == Http2Error.STREAM_CLOSED && streams.stream(id) == null) {
            return streams.mayCrossReset(id) ? Verdict.IGNORE : Verdict.END;
        }
        Http2Stream stream = streams.stream(id);
        if (stream == null || stream.getProperty(request) == null) {
            tell(error);
        }
        if (!resets.take(loop.nanoTime())) {
            return Verdict.CALM;
        }
        boolean ended = error.error() == Http2Error.PROTOCOL_ERROR
                && stream != null
                && stream.getProperty(request) != null
                && !stream.state().remoteSideOpen();
        return ended ? Verdict.RESET_AS_CLOSED : Verdict.RESET;
    }

    /** A stream is reset: what observers hear is what HTTP/1 would have answered. */
    private void tell(Http2Exception.StreamException error) {
        if (error instanceof Http2Exception.HeaderListSizeException) {
            refusals.accept(TOO_LARGE);
        } else if (error.error() == Http2Error.PROTOCOL_ERROR) {
            refusals.accept(MALFORMED);
        } else if (error.error() == Http2Error.REFUSED_STREAM) {
            refusals.accept(TOO_MANY);
        }
    }

    private static Refusal refusal(Kind kind) {
        return new Refusal(Version.HTTP_2, kind.status(), kind.code(), 0, 0);
    }

    // ---- slowness

    @Override
    public void onRead(ByteBuf data) {
        scan.scan(data);
    }

    /** From now on it is the client who takes time. */
    @Override
    public void afterRead() {
        if (!scan.isUnfinished()) {
            unfinishedSince = 0;
        } else if (scan.hasEnded() || unfinishedSince == 0) {
            unfinishedSince = loop.nanoTime();
        }
    }

    /** Whether the client has been at the preface or a head for longer than {@code head}, or at a part of a body for longer than {@code body}. */
    boolean isTooSlow(long now, Duration head, Duration body) {
        return unfinishedSince != 0 && now - unfinishedSince > (scan.isInBody() ? body : head).toNanos();
    }
}
