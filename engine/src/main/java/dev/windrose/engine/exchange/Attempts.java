package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.cluster.RetryAllowance;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.route.RetryPolicy;
import dev.windrose.engine.route.Route;
import dev.windrose.engine.route.RouteSession;
import dev.windrose.engine.route.Target;
import dev.windrose.engine.session.SessionTokens;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one exchange to get an answer, one at a time: which endpoint, which call, how many, until when, and whether there is another. One
 * with a {@link RetryPolicy} goes by it; one without tries again only where the request was certainly not processed.
 */
final class Attempts {
    /** Endpoints tried when the failure says that the request was not processed: the second is likely fine, a fourth would only add load. */
    private static final int MAX = 3;

    /** What an endpoint that ended the connection stands for on a route that tries again: that none could be reached. */
    private static final int UNREACHED = 503;

    private final Loop loop;
    private final Upstream upstream;
    private final ExchangeTimeline timeline;
    private @Nullable RetryPolicy policy;
    private @Nullable SessionBinding session;
    private @Nullable Endpoint bound;
    private @Nullable Endpoint endpoint;
    private @Nullable UpstreamCall call;
    private Loop.@Nullable Timer timer;
    /** Endpoints that failed; null while none has. */
    private @Nullable List<Endpoint> failed;

    private int count;
    private boolean reused;
    private boolean waiting;

    Attempts(Loop loop, Upstream upstream, ExchangeTimeline timeline) {
        this.loop = loop;
        this.upstream = upstream;
        this.timeline = timeline;
    }

    void follow(RetryPolicy wish) {
        policy = wish;
    }

    // ---- where to

    /** Draws a target; who is bound by a session of the route stays there, whatever the weights are. */
    Target draw(Route route, RequestHead request, SessionTokens tokens) {
        RouteSession own = route.session();
        Target kept = null;
        if (own != null) {
            SessionBinding binding = new SessionBinding(own.rule(), tokens, request);
            kept = binding.target(own);
            session = binding;
        }
        Target drawn = kept == null ? route.targets().pick() : kept;
        Cluster cluster = drawn.cluster();
        if (cluster != null) {
            if (session == null && cluster.sessions() != null) {
                session = new SessionBinding(cluster.sessions(), tokens, request);
            }
            bound = session == null ? null : session.endpoint(cluster);
        }
        return drawn;
    }

    /** The endpoint's answer passes: the client is bound to it from now. */
    void answered() {
        if (session != null) {
            session.answeredBy(endpoint);
        }
    }

    /** Tells the client of its session, if there is one and it was an endpoint that answered. */
    void tellSession(RequestHead request, ResponseHead response) {
        if (session != null) {
            session.write(response, request);
        }
    }

    // ---- one attempt

    /** Picks an endpoint for the next attempt; false if the cluster has none. Follow with {@link #send}. */
    boolean pick(Cluster cluster, Peer peer) {
        Endpoint picked = choose(cluster, peer);
        if (picked == null) {
            return false;
        }
        RetryAllowance allowance = cluster.retries();
        if (allowance != null && count == 0) {
            allowance.requested(loop.nanoTime());
        }
        count++;
        reused = false;
        endpoint = picked;
        picked.started();
        timeline.attemptStarted(picked, count);
        return true;
    }

    private @Nullable Endpoint choose(Cluster cluster, Peer peer) {
        if (bound != null && (failed == null || !failed.contains(bound))) {
            return bound;
        }
        return failed == null ? cluster.pick(peer) : cluster.pickOther(peer, failed);
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

    void connected(boolean usedBefore) {
        reused = usedBefore;
    }

    /** Of the attempt under way or the last one, from 1. */
    int number() {
        return count;
    }

    /** The call under way, or null. */
    @Nullable
    UpstreamCall call() {
        return call;
    }

    // ---- whether there is another

    /** Whether there may be another after a failure, as far as the failure, the request and the number of attempts go. */
    boolean mayRetry(Failure failure, RequestHead request, RequestBody body) {
        if (!body.canRepeat()) {
            return false;
        }
        return policy == null
                ? count < MAX && failure.retry().allows(request.method(), body.hasEnded())
                : count <= policy.attempts() && isPassing(failure);
    }

    /** Whether there may be another instead of this answer. */
    boolean mayRetry(int status, RequestBody body) {
        return policy != null && policy.covers(status) && count <= policy.attempts() && body.canRepeat();
    }

    /** Whether a failure to connect, a connection's end or a timeout, which the next attempt may be spared. */
    private static boolean isPassing(Failure failure) {
        return failure.retry() == Failure.Retry.SAFE
                || switch (failure.kind()) {
                    case UPSTREAM_CLOSED, UPSTREAM_RESET, BACKEND_TIMEOUT -> true;
                    default -> false;
                };
    }

    /** Whether the cluster's budget has one left, which is then taken. */
    boolean takeRetry(Cluster cluster) {
        RetryAllowance allowance = cluster.retries();
        return allowance == null || allowance.tryRetry(loop.nanoTime());
    }

    /**
     * Runs the next attempt when it is time; true if that was at once. A route's wish is never followed at once: who is in the middle of handing over a
     * body is to see that its call is gone.
     */
    boolean again(Runnable attempt) {
        if (policy == null) {
            attempt.run();
            return true;
        }
        waiting = true;
        timer = loop.after(policy.delayNanos(), () -> {
            timer = null;
            waiting = false;
            attempt.run();
        });
        return false;
    }

    /** Whether the next attempt is yet to come. */
    boolean isWaiting() {
        return waiting;
    }

    /** What a client is told when there is no other attempt. */
    LocalReply reply(Failure failure) {
        boolean ended = failure.kind() == Kind.UPSTREAM_CLOSED || failure.kind() == Kind.UPSTREAM_RESET;
        return policy != null && ended
                ? failure.kind().reply(UNREACHED)
                : failure.kind().reply();
    }

    // ---- ends

    /** The attempt failed, and what follows is better tried elsewhere; a connection that was only kept open too long says nothing of its endpoint. */
    void failed(Failure failure) {
        boolean stale = reused && failure.kind() == Kind.UPSTREAM_CLOSED;
        failedAt(stale ? null : endpoint);
        end();
    }

    private void failedAt(@Nullable Endpoint where) {
        if (where != null) {
            if (failed == null) {
                failed = new ArrayList<>(2);
            }
            failed.add(where);
        }
    }

    /** The attempt is over, whatever came of it. */
    void end() {
        unlimit();
        waiting = false;
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
        failedAt(endpoint);
        end();
        if (current != null) {
            current.timedOut();
        }
    }

    /** The answer is not wanted: another endpoint is to give a better one. {@code end} when it has no body. */
    void refuse(boolean end) {
        failedAt(endpoint);
        if (end) {
            end();
        } else {
            giveUp();
        }
    }

    /** Ends the last attempt and gives up its call: if there is still an answer, it is not the endpoint's. */
    void cancel() {
        session = null;
        giveUp();
    }

    private void giveUp() {
        UpstreamCall current = call;
        end();
        if (current != null) {
            current.cancel();
        }
    }
}
