package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.filter.Answer;
import dev.windrose.filter.Content;
import dev.windrose.filter.Exchange.AnswerReceiver;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A filter's own question to another service while its exchange waits. The answer is collected, since a filter decides by all of it. */
final class Question implements ResponseReceiver {
    /** A client waits meanwhile: a service that takes longer does not work. */
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Of the answer's body. */
    private static final int MAX_BYTES = 64 * 1024;
    /** Connections that turn out to be dead say nothing of the service. */
    private static final int TRIES = 3;

    private final Upstream upstream;
    private final Loop loop;
    private final Cluster cluster;
    private final RequestHead head;
    private final Content body;
    private final AnswerReceiver then;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final ResponseHead answer = new ResponseHead();
    private @Nullable Endpoint endpoint;
    private @Nullable UpstreamCall call;
    private Loop.@Nullable Timer timer;
    private boolean over;
    private int tries;

    Question(Upstream upstream, Loop loop, Cluster cluster, RequestHead head, Content body, AnswerReceiver then) {
        this.upstream = upstream;
        this.loop = loop;
        this.cluster = cluster;
        this.head = head;
        this.body = body;
        this.then = then;
    }

    void start() {
        timer = loop.after(LIMIT_NANOS, this::onTimeout);
        attempt();
    }

    private void attempt() {
        Endpoint picked = cluster.pick();
        if (picked == null) {
            answered(null);
            return;
        }
        tries++;
        endpoint = picked;
        picked.started();
        if (head.authority().isEmpty()) {
            head.authority(NetUtil.toSocketAddressString(picked.address()));
        }
        int own = tries;
        // With an end of its own, so that a length of zero is said too.
        UpstreamCall started = upstream.call(loop, picked, head, false, this);
        if (own == tries && endpoint != null) {
            call = started;
            started.data(Unpooled.wrappedBuffer(body.bytes()), true);
        }
    }

    private void onTimeout() {
        UpstreamCall current = call;
        answered(null);
        if (current != null) {
            current.timedOut();
        }
    }

    /** Nobody wants the answer any more. */
    void stop() {
        UpstreamCall current = call;
        over = true;
        end();
        if (current != null) {
            current.cancel();
        }
    }

    private void answered(@Nullable Answer whole) {
        end();
        if (!over) {
            over = true;
            then.onAnswer(whole);
        }
    }

    private void end() {
        if (timer != null) {
            timer.cancel();
        }
        retire();
    }

    private void retire() {
        call = null;
        if (endpoint != null) {
            endpoint.ended();
            endpoint = null;
        }
    }

    // ---- what comes back

    @Override
    public void onConnected(boolean reused) {}

    @Override
    public void onInterim(ResponseHead interim) {}

    @Override
    public void onHead(ResponseHead received, boolean last) {
        answer.status(received.status());
        answer.headers().copyFrom(received.headers());
        if (last) {
            complete(new Headers(0, 0));
        }
    }

    @Override
    public void onData(ByteBuf data, boolean last) {
        int length = data.readableBytes();
        boolean fits = collected.size() + length <= MAX_BYTES;
        if (fits) {
            byte[] part = new byte[length];
            data.readBytes(part);
            collected.writeBytes(part);
        }
        data.release();
        if (!fits) {
            giveUp();
        } else if (last) {
            complete(new Headers(0, 0));
        }
    }

    private void giveUp() {
        UpstreamCall current = call;
        answered(null);
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void onTrailers(Headers trailers) {
        Headers own = new Headers();
        own.copyFrom(trailers);
        complete(own);
    }

    private void complete(Headers trailers) {
        answered(new Answer(answer, Content.of(collected.toByteArray()), trailers));
    }

    @Override
    public void onFailure(Failure failure) {
        boolean again = !over && tries < TRIES && failure.retry().allows(head.method(), true);
        if (again) {
            retire();
            attempt();
        } else {
            answered(null);
        }
    }

    @Override
    public void onWritable() {}
}
