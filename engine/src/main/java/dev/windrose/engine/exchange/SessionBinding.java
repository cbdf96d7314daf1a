package dev.windrose.engine.exchange;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.engine.route.RouteSession;
import dev.windrose.engine.route.Target;
import dev.windrose.engine.session.SessionRule;
import dev.windrose.engine.session.SessionToken;
import dev.windrose.engine.session.SessionTokens;
import dev.windrose.http.RequestHead;
import dev.windrose.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/** The session of one exchange: what the client brought, and what it is told. */
final class SessionBinding {
    private final SessionRule rule;
    private final SessionTokens tokens;
    private final @Nullable SessionToken brought;
    private @Nullable Endpoint answered;

    SessionBinding(SessionRule rule, SessionTokens tokens, RequestHead request) {
        this.rule = rule;
        this.tokens = tokens;
        this.brought = rule.find(request.headers(), tokens);
    }

    /** The target among a route's that the client is bound to, or null. */
    @Nullable
    Target target(RouteSession session) {
        return brought == null ? null : session.target(brought);
    }

    /** The endpoint of the drawn target that the client is bound to, or null. */
    @Nullable
    Endpoint endpoint(Cluster cluster) {
        return brought == null ? null : cluster.endpointOf(brought);
    }

    /** An endpoint answers, to which the client is bound from now. */
    void answeredBy(@Nullable Endpoint endpoint) {
        answered = endpoint;
    }

    /** Tells the client, unless it knows or nobody but us answers. */
    void write(ResponseHead response, RequestHead request) {
        Endpoint endpoint = answered;
        if (endpoint == null) {
            return;
        }
        boolean known = brought != null && endpoint == endpoint.cluster().endpointOf(brought);
        if (!known || rule.repeats()) {
            SessionToken token = known && brought != null ? brought : begin(endpoint);
            rule.write(response.headers(), tokens.seal(token), request.scheme().equals("https"));
        }
    }

    private SessionToken begin(Endpoint endpoint) {
        return new SessionToken(rule.scope(), endpoint.cluster().number(), endpoint.toString(), tokens.now());
    }
}
