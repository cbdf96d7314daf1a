package dev.windrose.filters.deny;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.model.FilterSpec;

/** Answers every request. Why it stands here is for operators: the client is not told. */
final class DenyFilter implements Filter {
    private final Decision decision;

    DenyFilter(FilterSpec.Deny spec) {
        if (spec.status() < 400 || spec.status() > 599) {
            throw new IllegalArgumentException("status: " + spec.status() + " (expected: 400 to 599)");
        }
        decision = new Decision.Respond(
                LocalReply.of(spec.status(), "denied_by_route", "This route does not serve requests."));
    }

    @Override
    public Decision onRequest(Exchange exchange) {
        return decision;
    }
}
