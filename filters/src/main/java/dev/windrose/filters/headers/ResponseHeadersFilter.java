package dev.windrose.filters.headers;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.model.FilterSpec;

/** Changes the response's headers. */
final class ResponseHeadersFilter implements Filter {
    private final Changes changes;

    ResponseHeadersFilter(FilterSpec.ResponseHeaders spec) {
        changes = new Changes(spec.changes());
    }

    @Override
    public Decision onRequest(Exchange exchange) {
        return Decision.CONTINUE;
    }

    @Override
    public void onResponse(Exchange exchange) {
        changes.apply(exchange.response().headers());
    }
}
