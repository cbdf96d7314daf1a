package dev.windrose.filters.rewrite;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.http.ConfiguredHost;
import dev.windrose.model.FilterSpec;
import org.jspecify.annotations.Nullable;

/** Rewrites host and path; the query stays. */
final class UrlRewriteFilter implements Filter {
    private final @Nullable String authority;
    private final @Nullable PathChange path;

    UrlRewriteFilter(FilterSpec.UrlRewrite spec) {
        authority = spec.hostname() == null ? null : ConfiguredHost.checked(spec.hostname());
        path = spec.path() == null ? null : PathChange.of(spec.path());
    }

    @Override
    public Decision onRequest(Exchange exchange) {
        if (authority != null) {
            exchange.request().authority(authority);
        }
        if (path != null) {
            exchange.request().path(path.apply(exchange.request().path()));
        }
        return Decision.CONTINUE;
    }
}
