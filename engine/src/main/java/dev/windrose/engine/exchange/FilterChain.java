package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.exchange.Failure.Kind;
import dev.windrose.engine.snapshot.Snapshot;
import dev.windrose.filter.Content;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import dev.windrose.model.ClusterId;
import dev.windrose.model.Destination;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters of one exchange, and the exchange as they see it: the route's own first, then, once a share is drawn, that share's; of the response in reverse, and only those that
 * saw the request. One that throws has the exchange answered with 500: the connection, and whoever shares it, is not to suffer from it.
 */
final class FilterChain implements Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(FilterChain.class);
    private static final Filter[] NONE = {};
    private static final LocalReply BROKEN = Kind.INTERNAL.reply();

    private final ProxyExchange exchange;
    private final Snapshot snapshot;
    private final Upstream upstream;
    private final Loop loop;
    private final RequestBody body;
    private Filter[] own = NONE;
    private Filter[] share = NONE;
    /** How many have seen the request; of the response, how many are still to see it. */
    private int run;

    private @Nullable Question question;
    private @Nullable IdentityHashMap<Filter, Object> notes;

    FilterChain(ProxyExchange exchange, Snapshot snapshot, Upstream upstream, Loop loop, RequestBody body) {
        this.exchange = exchange;
        this.snapshot = snapshot;
        this.upstream = upstream;
        this.loop = loop;
        this.body = body;
    }

    void ofRoute(Filter[] filters) {
        own = filters;
    }

    void ofShare(Filter[] filters) {
        share = filters;
    }

    private Filter filter(int index) {
        return index < own.length ? own[index] : share[index - own.length];
    }

    /** Runs those that have not run, until one does not continue. */
    Decision onRequest() {
        while (run < own.length + share.length) {
            Filter filter = filter(run);
            Decision decision;
            try {
                decision = filter.onRequest(this);
            } catch (RuntimeException e) {
                return new Decision.Respond(broken(filter, e));
            }
            run++;
            if (!(decision instanceof Decision.Continue)) {
                return decision;
            }
        }
        return Decision.CONTINUE;
    }

    /** Returns what is to be sent in place of the response, if a filter failed; those before it are to see that. */
    @Nullable
    LocalReply onResponse() {
        while (run > 0) {
            run--;
            Filter filter = filter(run);
            try {
                filter.onResponse(this);
            } catch (RuntimeException e) {
                return broken(filter, e);
            }
        }
        return null;
    }

    private static LocalReply broken(Filter filter, RuntimeException cause) {
        LOG.error("filter {} failed", filter.getClass().getName(), cause);
        return BROKEN;
    }

    // ---- what filters see

    @Override
    public RequestHead request() {
        return exchange.request();
    }

    @Override
    public ResponseHead response() {
        ResponseHead head = exchange.response();
        if (head == null) {
            throw new IllegalStateException("response: (expected: to be asked in onResponse)");
        }
        return head;
    }

    @Override
    public Peer peer() {
        return exchange.peer();
    }

    @Override
    public String requestId() {
        return exchange.requestId();
    }

    @Override
    public void mirror(Destination destination) {
        body.mirror(snapshot.clusters(), destination);
    }

    @Override
    public void ask(Destination destination, RequestHead head, Content content, AnswerReceiver then) {
        AnswerReceiver guarded = answer -> guard(() -> then.onAnswer(answer));
        Cluster cluster = destination instanceof Destination.To(ClusterId id)
                ? snapshot.clusters().get(id)
                : null;
        if (cluster == null) {
            guarded.onAnswer(null);
            return;
        }
        Question asked = new Question(upstream, loop, cluster, head, content, guarded);
        question = asked;
        asked.start();
    }

    @Override
    public void awaitBody(int limit, BodyReceiver then) {
        if (request().contentLength() > limit) {
            guard(() -> then.onBody(null));
        } else {
            body.gather(limit, content -> guard(() -> then.onBody(content)));
        }
    }

    /** A filter that fails when it hears of something answers as one that fails when it is asked. */
    private void guard(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.error("a filter failed", e);
            exchange.resume(new Decision.Respond(BROKEN));
        }
    }

    /** The exchange is over: nobody waits for an answer any more. */
    void end() {
        if (question != null) {
            question.stop();
            question = null;
        }
    }

    @Override
    public void resume(Decision decision) {
        exchange.resume(decision);
    }

    @Override
    public void note(Filter owner, Object value) {
        if (notes == null) {
            notes = new IdentityHashMap<>();
        }
        notes.put(owner, value);
    }

    @Override
    public @Nullable Object note(Filter owner) {
        return notes == null ? null : notes.get(owner);
    }
}
