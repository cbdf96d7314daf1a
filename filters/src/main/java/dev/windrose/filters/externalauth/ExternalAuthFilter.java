package dev.windrose.filters.externalauth;

import dev.windrose.filter.Answer;
import dev.windrose.filter.Content;
import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.http.HeaderName;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.FilterSpec.HeaderValue;
import org.jspecify.annotations.Nullable;

/** Has each request wait for another service's word. */
final class ExternalAuthFilter implements Filter {
    private static final Decision TOO_LONG = new Decision.Respond(
            LocalReply.of(413, "external_auth_body_too_long", "The body is too long to be authorized."));

    private final FilterSpec.ExternalAuth spec;
    private final Check check;

    ExternalAuthFilter(FilterSpec.ExternalAuth spec, Check check) {
        this.spec = spec;
        this.check = check;
    }

    @Override
    public Decision onRequest(Exchange exchange) {
        if (spec.destination() instanceof Destination.Fail(int status, String _)) {
            return new Decision.Respond(
                    LocalReply.of(status, "unresolved_filter", "A filter of this route could not be set up."));
        }
        if (spec.maxBody() == 0 || exchange.request().upgrade()) {
            ask(exchange, Content.EMPTY);
        } else {
            exchange.awaitBody(spec.maxBody(), body -> onBody(exchange, body));
        }
        return Decision.SUSPEND;
    }

    private void onBody(Exchange exchange, @Nullable Content body) {
        if (body == null) {
            exchange.resume(TOO_LONG);
        } else {
            ask(exchange, body);
        }
    }

    private void ask(Exchange exchange, Content body) {
        Check.Question question = check.question(exchange, body);
        exchange.ask(
                spec.destination(),
                question.head(),
                question.body(),
                answer -> exchange.resume(verdict(exchange, answer)));
    }

    private Decision verdict(Exchange exchange, @Nullable Answer answer) {
        if (answer == null) {
            return Check.UNAVAILABLE;
        }
        try {
            return check.verdict(exchange, answer, this);
        } catch (IllegalArgumentException e) {
            // Not to be understood is not to be allowed.
            return Check.UNAVAILABLE;
        }
    }

    /** What the service wants the client to be told of a request that passed. */
    record ForClient(Iterable<HeaderValue> headers) {}

    @Override
    public void onResponse(Exchange exchange) {
        if (exchange.note(this) instanceof ForClient(Iterable<HeaderValue> headers)) {
            for (HeaderValue header : headers) {
                exchange.response().headers().add(HeaderName.of(header.name()), header.value());
            }
        }
    }
}
