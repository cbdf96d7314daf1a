package dev.windrose.engine.explain;

import dev.windrose.engine.cluster.Cluster;
import dev.windrose.engine.cluster.Endpoint;
import dev.windrose.model.ClusterSpec;
import dev.windrose.model.ClusterSpec.EndpointSpec;
import dev.windrose.model.ClusterSpec.Endpoints;
import dev.windrose.model.Destination;
import dev.windrose.model.FilterSpec;
import dev.windrose.model.RouteMatch.PathMatch;
import dev.windrose.model.RouteMatch.ValueMatch;
import dev.windrose.model.Security;
import dev.windrose.model.SessionSpec;
import dev.windrose.model.TrafficSpec;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parts of the model in the words of the documents they come from. */
final class Wording {
    private Wording() {}

    static String of(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact exact -> "path exactly " + exact.value();
            case PathMatch.Prefix prefix -> "path prefix " + prefix.value();
            case PathMatch.Regex regex -> "path expression " + regex.value();
            case PathMatch.Call call -> "gRPC " + call(call);
        };
    }

    private static String call(PathMatch.Call call) {
        String kind = call.kind() == ValueMatch.Kind.REGEX ? " expression " : " ";
        String service = call.service() == null ? "" : "service" + kind + call.service();
        String method = call.method() == null ? "" : "method" + kind + call.method();
        return service + (service.isEmpty() || method.isEmpty() ? "" : ", ") + method;
    }

    /** What a value had to be. */
    static String of(ValueMatch match) {
        return switch (match.kind()) {
            case EXACT -> match.value();
            case REGEX -> "the expression " + match.value();
        };
    }

    static String of(List<FilterSpec> filters) {
        return filters.stream().map(FilterSpec::name).collect(Collectors.joining(", "));
    }

    static String of(Destination.Fail fail) {
        return answered(fail.status()) + ": " + fail.why();
    }

    static String answered(int status) {
        return "answered with " + status;
    }

    /** The mistake that makes a destination fail for all requests or some of them; null without. */
    static @Nullable String failure(Destination destination) {
        return switch (destination) {
            case Destination.Fail fail -> of(fail);
            case Destination.Weighted weighted -> failure(weighted.shares());
            case Destination.To _ -> null;
            case Destination.OriginalAddress _ -> null;
        };
    }

    private static @Nullable String failure(List<Destination.Share> shares) {
        for (Destination.Share share : shares) {
            String failure = share.weight() > 0 ? failure(share.destination()) : null;
            if (failure != null) {
                return shares.size() == 1 ? failure : "in part " + failure;
            }
        }
        return null;
    }

    /** Where a cluster leads: addresses, or names with what they stood for last. */
    static String endpoints(Cluster cluster) {
        return switch (cluster.spec().endpoints()) {
            case Endpoints.Fixed fixed -> list(fixed.endpoints(), "");
            case Endpoints.Named(List<EndpointSpec> hosts) -> list(hosts, byName(cluster));
            case Endpoints.Original() -> "the address that the client meant";
            case Endpoints.Inside inside ->
                list(inside.destinations(), " (in a tunnel through " + inside.carrier() + ")");
        };
    }

    /** How endpoints are spoken to, and what holds for all traffic to them; empty for requests in clear without more. */
    static String manner(ClusterSpec spec) {
        StringBuilder text = new StringBuilder();
        switch (spec.tls()) {
            case ClusterSpec.UpstreamTls tls -> text.append(" over TLS, ").append(of(tls));
            case Security.Mesh mesh ->
                text.append(" over mutual TLS to ").append(String.join(", ", mesh.allowedPeers()));
            case null -> {}
        }
        TrafficSpec.RetryBudget budget = spec.traffic().budget();
        if (budget != null) {
            text.append(", retries at most ")
                    .append(budget.percent())
                    .append(" % of requests in ")
                    .append(of(budget.interval()));
        }
        SessionSpec session = spec.traffic().session();
        return session == null ? text.toString() : text + ", session by " + of(session);
    }

    private static String of(ClusterSpec.UpstreamTls tls) {
        if (!tls.verify()) {
            return "any certificate is taken";
        }
        String name = tls.serverName() == null ? "the endpoint's name" : tls.serverName();
        String names = tls.names().stream().map(ClusterSpec.SubjectName::value).collect(Collectors.joining(" or "));
        String roots = tls.caPem() == null ? "by well-known roots" : "by roots of its own";
        String client = tls.clientCertificate() == null ? "" : ", shown " + tls.clientCertificate();
        return "certificate for " + (names.isEmpty() ? name : names + " (asked for as " + name + ")") + " " + roots
                + client;
    }

    static String of(SessionSpec session) {
        return session.carrier().name().toLowerCase(Locale.ROOT) + " " + session.name();
    }

    /** Such as {@code 10s} or {@code 1m30s}. */
    static String of(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String byName(Cluster cluster) {
        String known = cluster.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(", "));
        return known.isEmpty() ? " (by DNS)" : " (by DNS: " + known + ")";
    }

    private static String list(List<EndpointSpec> endpoints, String how) {
        if (endpoints.isEmpty()) {
            return "no endpoint: answered with 503";
        }
        return endpoints.stream().map(Wording::of).collect(Collectors.joining(", ")) + how;
    }

    private static String of(EndpointSpec endpoint) {
        String host = endpoint.host().indexOf(':') < 0 ? endpoint.host() : "[" + endpoint.host() + "]";
        return host + ":" + endpoint.port();
    }
}
