package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** The attempts of one exchange to get an answer, one at a time: which endpoint, which call, how many, and until when. */
final class Attempts {
    /** Endpoints tried when the failure says that the request was not processed: the second is likely fine, a fourth would only add load. */
    private static final int MAX = 3;

    private final Loop loop;
    private final Upstream upstream;
    private final ExchangeTimeline timeline;
    private @Nullable Endpoint endpoint;
    private @Nullable UpstreamCall call;
    private Loop.@Nullable Timer timer;
    private int count;

    Attempts(Loop loop, Upstream upstream, ExchangeTimeline timeline) {
        this.loop = loop;
        this.upstream = upstream;
        this.timeline = timeline;
    }

    /** Picks an endpoint for the next attempt; false if the cluster has none. Follow with {@link #send}. */
    boolean pick(Cluster cluster, Peer peer) {
        Endpoint picked = cluster.pick(peer);
        if (picked == null) {
            return false;
        }
        count++;
        endpoint = picked;
        picked.started();
        timeline.attemptStarted(picked, count);
        return true;
    }

    void limit(long nanos, Runnable onTimeout) {
        if (nanos > 0) {
            timer = loop.after(nanos, onTimeout);
        }
    }

    void unlimit() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Sends the head; {@code end} when nothing follows it. The attempt may have failed, and another begun, before this returns. */
    void send(RequestHead head, boolean end, ResponseReceiver receiver) {
        Endpoint picked = endpoint;
        if (picked != null) {
            int own = count;
            UpstreamCall opened = upstream.call(loop, picked, head, end, receiver);
            if (own == count && endpoint != null) {
                call = opened;
            }
        }
    }

    /** The call under way, or null. */
    @Nullable
    UpstreamCall call() {
        return call;
    }

    /** Whether there may be another after a failure, as far as the failure, the method and the number of attempts go. */
    boolean mayRetry(Failure failure, RequestHead request, boolean whole) {
        return count < MAX && failure.retry().allows(request.method(), whole);
    }

    /** The attempt is over, whatever came of it. */
    void end() {
        unlimit();
        if (endpoint != null) {
            endpoint.ended();
            endpoint = null;
        }
        call = null;
        timeline.attemptEnded();
    }

    /** Gives up the attempt because of the client, or of an endpoint that was silent for too long. */
    void abandon(Failure why) {
        if (why.kind() == Failure.Kind.BACKEND_TIMEOUT) {
            timedOut();
        } else {
            cancel();
        }
    }

    /** Ends the attempt and gives up its call, which took too long. */
    void timedOut() {
        UpstreamCall current = call;
        end();
        if (current != null) {
            current.timedOut();
        }
    }

    /** Ends the attempt and gives up its call. */
    void cancel() {
        UpstreamCall current = call;
        end();
        if (current != null) {
            current.cancel();
        }
    }
}
