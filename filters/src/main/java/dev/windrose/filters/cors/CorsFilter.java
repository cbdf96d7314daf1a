package dev.windrose.filters.cors;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.http.HeaderName;
import dev.windrose.http.Headers;
import dev.windrose.http.RequestHead;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * CORS. Where credentials are allowed a star would have no meaning to the browser, so the answer repeats what was asked for instead. A
 * request of another origin passes, without the headers that would let its page read the answer.
 */
final class CorsFilter implements Filter {
    private static final String ANY = "*";
    private static final HeaderName REQUEST_METHOD = HeaderName.of("access-control-request-method");
    private static final HeaderName REQUEST_HEADERS = HeaderName.of("access-control-request-headers");
    private static final HeaderName ALLOW_ORIGIN = HeaderName.of("access-control-allow-origin");
    private static final HeaderName ALLOW_CREDENTIALS = HeaderName.of("access-control-allow-credentials");
    private static final HeaderName ALLOW_METHODS = HeaderName.of("access-control-allow-methods");
    private static final HeaderName ALLOW_HEADERS = HeaderName.of("access-control-allow-headers");
    private static final HeaderName EXPOSE_HEADERS = HeaderName.of("access-control-expose-headers");
    private static final HeaderName MAX_AGE = HeaderName.of("access-control-max-age");
    private static final HeaderName[] OURS = {
        ALLOW_ORIGIN, ALLOW_CREDENTIALS, ALLOW_METHODS, ALLOW_HEADERS, EXPOSE_HEADERS, MAX_AGE
    };

    /** Noted in the place of an origin when the answer is ours and complete. */
    private static final String PREFLIGHT = "";

    private final FilterSpec.Cors spec;
    private final AllowedOrigins origins;

    CorsFilter(FilterSpec.Cors spec) {
        this.spec = spec;
        origins = new AllowedOrigins(spec.allowOrigins());
    }

    @Override
    public Decision onRequest(Exchange exchange) {
        RequestHead request = exchange.request();
        String origin = request.headers().first(HeaderName.ORIGIN);
        if (origin == null) {
            return Decision.CONTINUE;
        }
        boolean allowed = origins.allows(origin);
        if (request.method().equals("OPTIONS") && request.headers().contains(REQUEST_METHOD)) {
            exchange.note(this, PREFLIGHT);
            return new Decision.Respond(preflight(request, allowed ? origin : null));
        }
        if (allowed) {
            exchange.note(this, origin);
        }
        return Decision.CONTINUE;
    }

    @Override
    public void onResponse(Exchange exchange) {
        Object note = exchange.note(this);
        if (PREFLIGHT.equals(note)) {
            return;
        }
        Headers headers = exchange.response().headers();
        for (HeaderName name : OURS) {
            headers.remove(name);
        }
        varyByOrigin(headers);
        if (note instanceof String origin) {
            headers.add(ALLOW_ORIGIN, allowOrigin(origin));
            if (spec.allowCredentials()) {
                headers.add(ALLOW_CREDENTIALS, "true");
            }
            String exposed = exposed(headers);
            if (!exposed.isEmpty()) {
                headers.add(EXPOSE_HEADERS, exposed);
            }
        }
    }

    private LocalReply preflight(RequestHead request, @Nullable String origin) {
        List<HeaderValue> headers = new ArrayList<>();
        headers.add(new HeaderValue("vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"));
        if (origin != null) {
            put(headers, ALLOW_ORIGIN, allowOrigin(origin));
            put(headers, ALLOW_CREDENTIALS, spec.allowCredentials() ? "true" : null);
            put(headers, ALLOW_METHODS, allowed(spec.allowMethods(), request, REQUEST_METHOD));
            put(headers, ALLOW_HEADERS, allowed(spec.allowHeaders(), request, REQUEST_HEADERS));
            // Of no use to browsers here, but the Gateway API asks for it.
            String exposed = exposed(new Headers());
            put(headers, EXPOSE_HEADERS, exposed.isEmpty() ? null : exposed);
            put(headers, MAX_AGE, Integer.toString(spec.maxAgeSeconds()));
        }
        return new LocalReply(204, "cors_preflight", "", headers);
    }

    private static void put(List<HeaderValue> headers, HeaderName name, @Nullable String value) {
        if (value != null) {
            headers.add(new HeaderValue(name.toString(), value));
        }
    }

    private String allowOrigin(String origin) {
        return origins.isAny() && !spec.allowCredentials() ? ANY : origin;
    }

    /** The list as configured; a star becomes what was asked for where credentials are allowed. Null when there is nothing to say. */
    private @Nullable String allowed(List<String> configured, RequestHead request, HeaderName asked) {
        if (configured.isEmpty()) {
            return null;
        }
        if (!configured.contains(ANY)) {
            return String.join(", ", configured);
        }
        return spec.allowCredentials() ? request.headers().joined(asked) : ANY;
    }

    private String exposed(Headers headers) {
        if (!spec.exposeHeaders().contains(ANY)) {
            return String.join(", ", spec.exposeHeaders());
        }
        return spec.allowCredentials() ? String.join(", ", names(headers)) : ANY;
    }

    private static Set<String> names(Headers headers) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < headers.slots(); i++) {
            if (headers.isLive(i)) {
                names.add(headers.name(i));
            }
        }
        return names;
    }

    /** The same for every origin only where the answer is a star. */
    private void varyByOrigin(Headers headers) {
        if (!origins.isAny() || spec.allowCredentials()) {
            headers.add(HeaderName.VARY, "Origin");
        }
    }
}
