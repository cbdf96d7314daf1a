package dev.windrose.filters.redirect;

import dev.windrose.filter.Decision;
import dev.windrose.filter.Exchange;
import dev.windrose.filter.Filter;
import dev.windrose.filter.LocalReply;
import dev.windrose.filter.Peer;
import dev.windrose.filters.rewrite.PathChange;
import dev.windrose.http.ConfiguredHost;
import dev.windrose.http.RequestHead;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.FilterSpec.HeaderValue;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Redirects. The port is the configured one, else the configured scheme's, else the listener's; a scheme's own port is left out. */
final class RedirectFilter implements Filter {
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final FilterSpec.Redirect spec;
    private final @Nullable PathChange path;

    RedirectFilter(FilterSpec.Redirect spec) {
        if (!STATUSES.contains(spec.status())) {
            throw new IllegalArgumentException("status: " + spec.status() + " (expected: 301, 302, 303, 307 or 308)");
        }
        if (spec.scheme() != null
                && !spec.scheme().equals("http")
                && !spec.scheme().equals("https")) {
            throw new IllegalArgumentException("scheme: " + spec.scheme() + " (expected: http or https)");
        }
        if (spec.hostname() != null) {
            ConfiguredHost.checked(spec.hostname());
        }
        this.spec = spec;
        path = spec.path() == null ? null : PathChange.of(spec.path());
    }

    @Override
    public Decision onRequest(Exchange exchange) {
        List<HeaderValue> headers = List.of(new HeaderValue("location", location(exchange)));
        return new Decision.Respond(new LocalReply(spec.status(), "redirect", "", headers));
    }

    private String location(Exchange exchange) {
        RequestHead request = exchange.request();
        String scheme = spec.scheme() != null ? spec.scheme() : request.scheme();
        String host = spec.hostname() != null ? spec.hostname() : request.host();
        StringBuilder location = new StringBuilder();
        // A client of HTTP/1.0 may not have said which host it meant: then the reference stays relative.
        if (!host.isEmpty()) {
            location.append(scheme).append("://").append(host);
            int port = port(exchange, scheme);
            if (port != portOf(scheme)) {
                location.append(':').append(port);
            }
        }
        location.append(path != null ? path.apply(request.path()) : request.path());
        String query = request.query();
        if (query != null) {
            location.append('?').append(query);
        }
        return location.toString();
    }

    private int port(Exchange exchange, String scheme) {
        if (spec.port() != null) {
            return spec.port();
        }
        // Where a proxy before us took off TLS, our own port is not the one that the client used.
        boolean changed = scheme.equals("https") != exchange.peer().isSecure();
        return spec.scheme() != null || changed ? portOf(scheme) : reached(exchange.peer());
    }

    /** The port that the client knows: our own, or where it was going when its connection was captured. */
    private static int reached(Peer peer) {
        InetSocketAddress original = peer.originalDestination();
        return (original == null ? peer.localAddress() : original).getPort();
    }

    private static int portOf(String scheme) {
        return scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    }
}
