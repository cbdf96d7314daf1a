package dev.windrose.cli;

import dev.windrose.cli.line.UsageException;
import dev.windrose.documents.yaml.DidYouMean;
import dev.windrose.model.Binding;
import dev.windrose.model.ClusterId;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.ClusterSpec.UpstreamProtocol;
import dev.windrose.model.ClusterSpec.UpstreamTls;
import dev.windrose.model.ConnectionPolicy;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.HostPattern;
import dev.windrose.model.IpAddress;
import dev.windrose.model.ListenerId;
import dev.windrose.model.ListenerSpec;
import dev.windrose.model.Model;
import dev.windrose.model.Protocol;
import dev.windrose.model.RouteId;
import dev.windrose.model.RouteMatch;
import dev.windrose.model.RouteSpec;
import dev.windrose.model.RouteTableId;
import dev.windrose.model.RouteTableSpec;
import dev.windrose.model.RouteTableSpec.ListenerRoutes;
import dev.windrose.model.RouteTableSpec.VirtualHost;
import dev.windrose.model.RouteTimeouts;
import dev.windrose.model.Security;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reverse proxy of one line: everything from one port to one place, or to several in turn. */
final class OneLine {
    private static final List<String> SCHEMES = List.of("http", "https", "h2c");
    private static final String EXPECTED =
            " (expected: a place such as http://localhost:3000, with http, https or h2c)";

    private OneLine() {}

    /** Throws {@link UsageException} if these cannot be understood. */
    static Model model(String from, List<String> to) {
        HostPort address = HostPort.of("--from", from, "0.0.0.0");
        Map<ClusterId, ClusterSpec> clusters = new LinkedHashMap<>();
        for (String each : to) {
            ClusterSpec cluster = cluster(place(each));
            if (clusters.put(cluster.id(), cluster) != null) {
                throw new UsageException("--to: " + each + " (expected: each place once)");
            }
        }
        ListenerId listener = new ListenerId(address.host() + ":" + address.port());
        RouteTableId table = new RouteTableId(listener.value());
        RouteSpec route = new RouteSpec(
                new RouteId("--to"),
                List.of(RouteMatch.ANY),
                List.of(),
                new Destination.Weighted(clusters.values().stream()
                        .map(each -> new Destination.Share(1, new Destination.To(each.id()), filters(each)))
                        .toList()),
                RouteTimeouts.NONE,
                "--to " + String.join(" --to ", to));
        VirtualHost host = new VirtualHost(HostPattern.ANY, List.of(route));
        ListenerRoutes routes = new ListenerRoutes("--from", HostPattern.ANY, List.of(host));
        ListenerSpec spec = new ListenerSpec(
                listener,
                new Binding.Port(address.host(), address.port()),
                new Security.Plaintext(),
                new Protocol.Http(table),
                ConnectionPolicy.DEFAULT);
        return new Model(List.of(spec), Map.of(table, new RouteTableSpec(table, List.of(routes))), clusters, Map.of());
    }

    private static URI place(String to) {
        try {
            URI uri = new URI(to.contains("://") ? to : "http://" + to);
            boolean bare = uri.getRawQuery() == null
                    && uri.getRawUserInfo() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
            if (uri.getHost() == null || !bare || uri.getPort() > 65_535 || !SCHEMES.contains(uri.getScheme())) {
                boolean known = uri.getHost() == null || SCHEMES.contains(uri.getScheme());
                String hint = known ? null : DidYouMean.hint(uri.getScheme(), SCHEMES);
                throw new UsageException("--to: " + to + (hint == null ? EXPECTED : " (" + hint + ")"));
            }
            return uri;
        } catch (URISyntaxException _) {
            throw new UsageException("--to: " + to + EXPECTED);
        }
    }

    private static ClusterSpec cluster(URI place) {
        String host = place.getHost().replace("[", "").replace("]", "");
        boolean secure = place.getScheme().equals("https");
        int port = place.getPort() > 0 ? place.getPort() : secure ? 443 : 80;
        List<EndpointSpec> endpoints = List.of(new EndpointSpec(host, port));
        @Nullable UpstreamTls tls = secure ? new UpstreamTls(null, null, true, null) : null;
        return new ClusterSpec(
                new ClusterId(host + ":" + port),
                isAddress(host) ? new Endpoints.Fixed(endpoints) : new Endpoints.Named(endpoints),
                place.getScheme().equals("h2c") ? UpstreamProtocol.HTTP2 : UpstreamProtocol.AUTO,
                tls,
                ClusterSpec.CONNECT_TIMEOUT);
    }

    /** In a URI only IPv6 addresses have colons; with a zone, which only this machine knows, they are none to the rest of a configuration. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || IpAddress.isAddress(host);
    }

    /** A server with a certificate of its own expects its own name; anything else is given the name that the client used. */
    private static List<FilterSpec> filters(ClusterSpec cluster) {
        if (cluster.tls() == null || !(cluster.endpoints() instanceof Endpoints.Named named)) {
            return List.of();
        }
        return List.of(new FilterSpec.UrlRewrite(named.hosts().getFirst().host(), null));
    }
}
