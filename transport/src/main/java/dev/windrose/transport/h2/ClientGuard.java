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
import java.util.function.IntConsumer;

/** Watches a client: what it wastes, and whether what it began to say ever ends. */
final class ClientGuard extends PeerGuard {
    private static final Refusal MALFORMED = refusal(Kind.CLIENT_PROTOCOL);
    private static final Refusal TOO_MANY = refusal(Kind.OVERLOADED);

    private final Loop loop;
    private final Consumer<Refusal> refusals;
    private final IntConsumer tooLarge;
    private final Http2Connection.PropertyKey request;
    private final FrameScan scan = new FrameScan();
    /** Since when something unfinished waits for its end; 0 without. */
    private long unfinishedSince;

    /** {@code refusals} hears of streams that end before a request was made of them; {@code tooLarge} answers in one whose header list is. */
    ClientGuard(Loop loop, Consumer<Refusal> refusals, IntConsumer tooLarge) {
        super(loop, new H2Streams(true), FloodBudget.ofTinyData(loop.nanoTime()));
        this.loop = loop;
        this.refusals = refusals;
        this.tooLarge = tooLarge;
        request = streams().newKey();
        unfinishedSince = loop.nanoTime();
    }

    /** Under which a stream keeps the request that was made of it. */
    Http2Connection.PropertyKey request() {
        return request;
    }

    // ---- waste

    /** The client gave up a stream. */
    void onReset() throws Http2Exception {
        check(mayReset(), "too many streams were reset");
    }

    @Override
    Verdict judgeMistake(Http2Exception.StreamException error) {
        if (error instanceof Http2Exception.HeaderListSizeException) {
            if (!mayReset()) {
                return Verdict.CALM;
            }
            tooLarge.accept(error.streamId());
            return Verdict.IGNORE;
        }
        Http2Stream stream = streams().stream(error.streamId());
        if (stream == null || stream.getProperty(request) == null) {
            tell(error);
        }
        if (!mayReset()) {
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
        if (error.error() == Http2Error.PROTOCOL_ERROR) {
            refusals.accept(MALFORMED);
        } else if (error.error() == Http2Error.REFUSED_STREAM) {
            refusals.accept(TOO_MANY);
        }
    }

    private static Refusal refusal(Kind kind) {
        return new Refusal(Version.HTTP_2, kind.status(), kind.code(), "", 0, 0);
    }

    // ---- slowness

    @Override
    void onRead(ByteBuf data) {
        scan.scan(data);
    }

    /** From now on it is the client who takes time. */
    @Override
    void afterRead() {
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
