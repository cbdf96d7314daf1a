package dev.windrose.translate;

import dev.windrose.documents.kind.GrpcRoute;
import dev.windrose.documents.kind.HttpRoute;
import dev.windrose.documents.kind.Route;
import dev.windrose.documents.kind.RouteRule;
import dev.windrose.documents.kind.StreamRoute;
import dev.windrose.model.Destination;
import dev.windrose.model.Destination.Share;
import dev.windrose.model.HostPattern;
import dev.windrose.model.RouteSpec;
import dev.windrose.translate.Listeners.Opened;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates all routes, of each kind the oldest first, for the gateways that take them. */
final class Routes {
    private static final List<String> KINDS = List.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute");

    private final Directory directory;
    private final Draft draft;
    private final Listeners listeners;
    private final Backends backends;
    private final @Nullable Frontends frontends;

    /** {@code frontends} are null without a mesh. */
    Routes(Directory directory, Draft draft, Listeners listeners, Backends backends, @Nullable Frontends frontends) {
        this.frontends = frontends;
        this.directory = directory;
        this.draft = draft;
        this.listeners = listeners;
        this.backends = backends;
    }

    List<DocumentStatus> translate() {
        Attachments attachments = new Attachments(directory, draft, listeners, frontends);
        Map<String, List<DocumentStatus>> statuses = new HashMap<>();
        for (Route route : inOrder(directory)) {
            List<DocumentStatus.ParentStatus> parents = attachments.attach(route, carried(route));
            statuses.computeIfAbsent(route.kind(), _ -> new ArrayList<>())
                    .add(DocumentStatus.ofRoute(route.kind(), route.metadata(), parents));
        }
        return KINDS.stream()
                .flatMap(kind -> statuses.getOrDefault(kind, List.of()).stream())
                .toList();
    }

    /** HTTPRoutes and GRPCRoutes share hosts, so that their ages decide between them as they do among one kind. */
    static List<Route> inOrder(Directory directory) {
        List<Route> routes = new ArrayList<>();
        for (String kind : KINDS) {
            routes.addAll(directory.all(Route.class, kind));
        }
        routes.sort(Directory.AGE);
        return routes;
    }

    private Carried carried(Route route) {
        return switch (route) {
            case HttpRoute http -> new Requests(route, http.rules());
            case GrpcRoute grpc -> new Requests(route, grpc.rules());
            case StreamRoute stream -> new Streams(stream);
        };
    }

    /** A route on its way to the listeners that take it; translated for each gateway once. */
    private abstract class Carried implements Attachments.Placed {
        private final Route route;
        private @Nullable RouteIssues issues;

        Carried(Route route) {
            this.route = route;
        }

        Backends.View view(@Nullable Opened gateway) {
            return backends.view(route.kind(), route.metadata().namespace(), gateway);
        }

        static String key(@Nullable Opened gateway) {
            return gateway == null ? "" : gateway.key();
        }

        /** Collects the issues of one translation; those of the first count, since they differ in nothing but certificates. */
        RouteIssues begin() {
            RouteIssues own = new RouteIssues();
            if (issues == null) {
                issues = own;
            }
            return own;
        }

        @Override
        public RouteIssues issues() {
            if (issues == null) {
                translate(null);
            }
            return issues == null ? new RouteIssues() : issues;
        }

        /** Translates, for what is wrong: no gateway takes the route. */
        abstract void translate(@Nullable Opened gateway);
    }

    private final class Requests extends Carried {
        private final Route route;
        private final List<RouteRule> rules;
        private final Map<String, List<RouteSpec>> byGateway = new HashMap<>();

        Requests(Route route, List<RouteRule> rules) {
            super(route);
            this.route = route;
            this.rules = rules;
        }

        @Override
        public void attach(AttachPoint point, List<HostPattern> names) {
            Opened gateway = listeners.gateway(point.gateway.metadata().key());
            translate(gateway);
            List<RouteSpec> specs = byGateway.getOrDefault(key(gateway), List.of());
            point.attach(route.kind() + " " + route.metadata().key(), names, specs);
        }

        @Override
        void translate(@Nullable Opened gateway) {
            byGateway.computeIfAbsent(
                    key(gateway), _ -> new Rules(route, rules, view(gateway), draft, begin()).translate());
        }
    }

    private final class Streams extends Carried {
        private final StreamRoute route;
        private final Map<String, Destination> byGateway = new HashMap<>();

        Streams(StreamRoute route) {
            super(route);
            this.route = route;
        }

        @Override
        public void attach(AttachPoint point, List<HostPattern> names) {
            Opened gateway = listeners.gateway(point.gateway.metadata().key());
            Destination destination = translate(gateway, point.isPassthrough());
            point.attach(names, destination);
        }

        @Override
        void translate(@Nullable Opened gateway) {
            translate(gateway, false);
        }

        /** What comes in TLS that is not opened leaves in it, so that no policy can add any. */
        private Destination translate(@Nullable Opened gateway, boolean unopened) {
            return byGateway.computeIfAbsent(key(gateway) + (unopened ? " unopened" : ""), _ -> {
                Backends.View view = view(gateway);
                return destination(route, unopened ? view.unopened() : view, begin());
            });
        }
    }

    /** Where bytes or datagrams go. The kinds allow one rule; of more than that only the first could ever count. */
    static Destination destination(StreamRoute route, Backends.View view, RouteIssues issues) {
        issues.startRule();
        String broken = route.head().broken();
        StreamRoute.Rule rule = route.rules().isEmpty() ? null : route.rules().getFirst();
        if (rule == null || rule.backendRefs().isEmpty()) {
            return new Destination.Fail(500, broken == null ? "the route has no backendRefs" : broken);
        }
        broken = broken == null ? rule.broken() : broken;
        List<Share> shares = rule.backendRefs().stream()
                .map(ref -> new Share(ref.weight(), view.destination(ref, issues), List.of()))
                .toList();
        if (broken != null) {
            issues.reject("UnsupportedValue", broken);
            return new Destination.Fail(500, broken);
        }
        Share first = shares.getFirst();
        return shares.size() == 1 && first.weight() > 0 ? first.destination() : new Destination.Weighted(shares);
    }
}
