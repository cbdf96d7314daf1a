package dev.windrose.filters.headers;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.http.ConfiguredHost;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.FilterSpec.HeaderChanges;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the request's headers. Host is the request's authority: it can be set, but not doubled or removed. */
final class RequestHeadersFilter implements Filter {
    private final Changes changes;
    private final @Nullable String authority;

    RequestHeadersFilter(FilterSpec.RequestHeaders spec) {
        HeaderChanges all = spec.changes();
        if (all.add().stream().anyMatch(RequestHeadersFilter::isHost)) {
            throw new IllegalArgumentException("add: host (expected: set, since a request has one host)");
        }
        authority = all.set().stream()
                .filter(RequestHeadersFilter::isHost)
                .map(header -> ConfiguredHost.checked(header.value()))
                .findFirst()
                .orElse(null);
        changes = new Changes(new HeaderChanges(withoutHost(all.set()), all.add(), all.remove()));
    }

    @Override
    public Decision onRequest(Exchange exchange) {
        if (authority != null) {
            exchange.request().authority(authority);
        }
        changes.apply(exchange.request().headers());
        return Decision.CONTINUE;
    }

    private static List<HeaderValue> withoutHost(List<HeaderValue> headers) {
        return headers.stream().filter(header -> !isHost(header)).toList();
    }

    private static boolean isHost(HeaderValue header) {
        return header.name().equalsIgnoreCase("host");
    }
}
