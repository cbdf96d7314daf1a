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
import dev.windrose.translate.Listeners.Through;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translates all routes, of each kind the oldest first, for the gateways that take them; again only those that rest on what has changed. */
final class Routes {
    static final List<String> KINDS = List.of("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute");

    private final Directory directory;
    private final Draft draft;
    private final Attachments attachments;
    private final Backends backends;
    private final Meshes meshes;
    private List<List<Slot>> kinds = List.of();
    private List<Slot> inOrder = List.of();
    private int translated;

    Routes(Directory directory, Draft draft, Kept<Listeners> listeners, Backends backends, Meshes meshes) {
        this.directory = directory;
        this.draft = draft;
        this.attachments = new Attachments(directory, draft, listeners);
        this.backends = backends;
        this.meshes = meshes;
    }

    /**
     * What a route comes to.
     *
     * @param placements what it brings to listeners
     * @param accepting the listeners that accept it
     * @param ofServices the route if Services are among its parents, else null
     */
    record Outcome(
            DocumentStatus status,
            List<Placement> placements,
            List<String> accepting,
            @Nullable Route ofServices) {
        Outcome {
            placements = List.copyOf(placements);
            accepting = List.copyOf(accepting);
        }
    }

    /**
     * What a route brings to a listener.
     *
     * @param point the {@link Face} of the listener
     * @param stream where connections or datagrams go; null for requests
     */
    record Placement(
            String point,
            List<HostPattern> names,
            List<RouteSpec> rules,
            @Nullable Destination stream) {}

    /** Attaches all routes to listeners that have none yet; those of which nothing has changed are not translated again. */
    List<DocumentStatus> translate(Listeners listeners) {
        translated = 0;
        attachments.start();
        Map<String, List<DocumentStatus>> statuses = new HashMap<>();
        for (Slot slot : inOrder()) {
            Outcome outcome = outcome(slot).ask();
            apply(outcome, listeners);
            Route route = outcome.ofServices();
            DocumentStatus status = route == null ? outcome.status() : meshes.complete(outcome.status(), route);
            statuses.computeIfAbsent(slot.kind, _ -> new ArrayList<>()).add(status);
        }
        return KINDS.stream()
                .flatMap(kind -> statuses.getOrDefault(kind, List.of()).stream())
                .toList();
    }

    /** Without an object for each step, because this is done for every route. */
    private static void apply(Outcome outcome, Listeners listeners) {
        List<Placement> placements = outcome.placements();
        for (int i = 0; i < placements.size(); i++) {
            Placement placement = placements.get(i);
            place(placement, listeners.point(placement.point()));
        }
        List<String> accepting = outcome.accepting();
        for (int i = 0; i < accepting.size(); i++) {
            listeners.point(accepting.get(i)).count();
        }
    }

    /** How many routes the last translation had to translate. */
    int translated() {
        return translated;
    }

    private static void place(Placement placement, AttachPoint point) {
        Destination stream = placement.stream();
        if (stream == null) {
            point.attach(placement.names(), placement.rules());
        } else {
            point.attach(placement.names(), stream);
        }
    }

    private Kept<Outcome> outcome(Slot slot) {
        Kept<Outcome> known = slot.result();
        if (known == null) {
            known = new Kept<>(draft, () -> translate(slot));
            slot.result(known);
        }
        return known;
    }

    private Outcome translate(Slot slot) {
        translated++;
        draft.ask(slot);
        Route route = (Route) slot.there();
        Carried carried = carried(route);
        Attachments.Attached attached = attachments.attach(route, carried);
        DocumentStatus status =
                DocumentStatus.ofAttached(route.kind(), route.metadata(), attached.parents(), attached.missing());
        boolean ofServices = route.head().parentRefs().stream().anyMatch(Frontends::isService);
        return new Outcome(status, carried.placements, carried.accepting, ofServices ? route : null);
    }

    /** HTTPRoutes and GRPCRoutes share hosts, so that their ages decide between them as they do among one kind. */
    @SuppressWarnings("ReferenceEquality") // a list that was not put in order again is the same list
    private List<Slot> inOrder() {
        List<List<Slot>> now = KINDS.stream().map(directory::slots).toList();
        boolean same = kinds.size() == now.size();
        for (int i = 0; same && i < now.size(); i++) {
            same = kinds.get(i) == now.get(i);
        }
        if (!same) {
            List<Slot> all = new ArrayList<>();
            now.forEach(all::addAll);
            all.sort(Slot.AGE);
            kinds = now;
            inOrder = all;
        }
        return inOrder;
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
        final List<Placement> placements = new ArrayList<>(1);
        final List<String> accepting = new ArrayList<>(1);
        private final Route route;
        private @Nullable RouteIssues issues;

        Carried(Route route) {
            this.route = route;
        }

        Backends.View view(@Nullable Through gateway) {
            return backends.view(route.kind(), route.metadata().namespace(), gateway);
        }

        static String key(@Nullable Through gateway) {
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
        public void count(Face point) {
            if (!accepting.contains(point.id())) {
                accepting.add(point.id());
            }
        }

        @Override
        public RouteIssues issues() {
            if (issues == null) {
                translate(null);
            }
            return issues == null ? new RouteIssues() : issues;
        }

        /** Translates, for what is wrong: no gateway takes the route. */
        abstract void translate(@Nullable Through gateway);
    }

    private final class Requests extends Carried {
        private final Route route;
        private final List<RouteRule> rules;
        private final Map<String, List<RouteSpec>> byGateway = new HashMap<>();
        /** Listener and host name, so that two parent references to one listener add the rules once. */
        private final Set<String> placed = new HashSet<>();

        Requests(Route route, List<RouteRule> rules) {
            super(route);
            this.route = route;
            this.rules = rules;
        }

        @Override
        public void attach(Face point, List<HostPattern> names) {
            translate(point.gateway());
            List<RouteSpec> specs = byGateway.getOrDefault(key(point.gateway()), List.of());
            List<HostPattern> fresh = names.stream()
                    .filter(name -> placed.add(point.id() + " " + name.value()))
                    .toList();
            if (!fresh.isEmpty()) {
                placements.add(new Placement(point.id(), fresh, specs, null));
            }
        }

        @Override
        void translate(@Nullable Through gateway) {
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
        public void attach(Face point, List<HostPattern> names) {
            Destination destination = translate(point.gateway(), point.isPassthrough());
            placements.add(new Placement(point.id(), names, List.of(), destination));
        }

        @Override
        void translate(@Nullable Through gateway) {
            translate(gateway, false);
        }

        /** What comes in TLS that is not opened leaves in it, so that no policy can add any. */
        private Destination translate(@Nullable Through gateway, boolean unopened) {
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
