package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.filter.Content;
import dev.windrose.filter.Exchange.BodyReceiver;
import dev.windrose.http.ContentType;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.Destination;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's body on its way: held while there is no call to take it, then passed on, to mirrors too, and copied where the route may want to send it
 * again.
 */
final class RequestBody {
    private final Downstream client;
    private boolean ended;
    private boolean forwarded;
    private boolean wanted;
    private @Nullable HeldBody held;
    private int limit;
    private @Nullable BodyReceiver gathering;
    private @Nullable Mirrors mirrors;
    private @Nullable BodyCopy copy;

    RequestBody(Downstream client) {
        this.client = client;
    }

    /** From now on what is passed on can be sent again. */
    void repeatable() {
        copy = new BodyCopy();
    }

    void mirror(Map<ClusterId, Cluster> clusters, Destination destination) {
        mirrors = Mirrors.with(mirrors, clusters, destination);
    }

    /** What was held may go on to an endpoint of {@code cluster}, to mirrors too, and the rest may come. */
    void start(Upstream upstream, RequestHead request, ClusterSpec cluster) {
        wanted = true;
        if (!ended) {
            client.askForBody();
            if (ContentType.isGrpc(request.headers()) && maySpeakHttp2(cluster)) {
                client.allowPauses();
            }
        }
        if (mirrors != null) {
            mirrors.start(client.loop(), upstream, request, isBare());
        }
    }

    /** gRPC's messages may be far apart; but who has only said that it is gRPC cannot be, where HTTP/1 takes it, and is not given the time. */
    private static boolean maySpeakHttp2(ClusterSpec cluster) {
        return switch (cluster.protocol()) {
            case HTTP2 -> true;
            case AUTO -> cluster.tls() != null;
            case HTTP1, TCP -> false;
        };
    }

    // ---- what is known of it

    /** The client has sent all of it. */
    void ended() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether the head is all there is to send. */
    boolean isBare() {
        return ended && held == null && !forwarded;
    }

    /** Whether another endpoint can be sent the same. */
    boolean canRepeat() {
        return !forwarded || (copy != null && copy.isWhole());
    }

    // ---- while nobody takes it

    /** Tells when all of it is there, or that it is longer than so many bytes. */
    void gather(int bytes, BodyReceiver then) {
        limit = bytes;
        gathering = then;
        if (!ended) {
            client.askForBody();
        }
        gathered();
    }

    /** Whether someone waits for more of it. */
    boolean isGathering() {
        return gathering != null;
    }

    private void gathered() {
        BodyReceiver then = gathering;
        int size = held == null ? 0 : held.size();
        if (then != null && (ended || size > limit)) {
            gathering = null;
            then.onBody(size > limit ? null : Content.of(held == null ? new byte[0] : held.copy()));
        }
    }

    void hold(ByteBuf data, boolean end) {
        holder().add(data, end);
        gathered();
    }

    void holdTrailers(Headers trailers) {
        holder().end(trailers);
        gathered();
    }

    private HeldBody holder() {
        HeldBody known = held == null ? new HeldBody() : held;
        held = known;
        return known;
    }

    // ---- on its way

    /** Hands a part on and takes over its reference. */
    void pass(ByteBuf data, boolean end, UpstreamCall call) {
        forwarded = true;
        if (copy != null) {
            copy.add(data, end);
        }
        if (mirrors != null) {
            mirrors.data(data, end);
        }
        call.data(data, end);
    }

    void passTrailers(Headers trailers, UpstreamCall call) {
        forwarded = true;
        if (copy != null) {
            copy.end(trailers);
        }
        if (mirrors != null) {
            mirrors.trailers(trailers);
        }
        call.trailers(trailers);
    }

    /** Sends an attempt's call what former calls were sent, and then what is held. */
    void sendTo(Attempts attempts) {
        UpstreamCall call = wanted ? attempts.call() : null;
        if (forwarded && copy != null && call != null) {
            copy.sendTo(call);
        }
        HeldBody waiting = held;
        if (call != null && waiting != null && waiting.sendTo(this, attempts)) {
            held = null;
        }
    }

    /** It is not sent again. */
    void keepNoMore() {
        if (copy != null) {
            copy.release();
            copy = null;
        }
    }

    /** The exchange is over. */
    void release() {
        if (!ended && mirrors != null) {
            mirrors.stop();
        }
        if (held != null) {
            held.release();
            held = null;
        }
        gathering = null;
        keepNoMore();
    }
}
